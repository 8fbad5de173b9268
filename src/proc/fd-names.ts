import type { FdName } from '../model/fd-tally.ts';
import type { FdLink } from './fd-link.ts';
import type { FoundSocket } from './net-tables.ts';

const plain = { state: null, role: null, name: '' } as const;

/** A socket that the kernel lists in no table of its network namespace. */
export const unlistedSocket: FdName = { ...plain, kind: 'socket-unlisted' };

/** A socket while the tables themselves cannot be read. */
export const unknownSocket: FdName = { ...plain, kind: 'other', name: 'socket: /proc/PID/net cannot be read' };

/** A socket in an estimate that must not wait for the tables. */
export const unnamedSocket: FdName = { ...plain, kind: 'other', name: 'socket, not named yet' };

/** How an fd is counted that is no socket. */
export function linkName({ kind, path }: FdLink): FdName {
  return { ...plain, kind: kind === 'socket' ? 'socket-unlisted' : kind, name: path };
}

/** How a socket is counted: by its peer, or by its own address where the peers are many or none. */
export function socketName({ protocol, state, local, remote, path, accepted }: FoundSocket): FdName {
  switch (protocol) {
    case 'unix':
      return { kind: 'unix', state, role: null, name: path ?? '' };
    case 'raw':
    case 'packet':
    case 'netlink':
      return { ...plain, kind: 'other', name: `${protocol} socket` };
    default:
      if (accepted) return { kind: protocol, state, role: 'accepted', name: local ?? '' };
      if (remote !== null) return { kind: protocol, state, role: 'peer', name: remote };
      return { kind: protocol, state, role: 'local', name: local ?? '' };
  }
}
