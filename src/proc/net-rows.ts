import { isUnspecified, parseEndpoint } from './net-address.ts';

/** One socket of the tables in /proc/PID/net. */
export interface NetSocket {
  /** UDP over IPv6 is `udp` too. `raw`, `packet` and `netlink` sockets are told by their protocol alone. */
  protocol: 'tcp' | 'tcp6' | 'udp' | 'unix' | 'raw' | 'packet' | 'netlink';
  /** TCP state, e.g. `CLOSE_WAIT`; `LISTEN` of a Unix socket; `ESTABLISHED` of a connected UDP socket; else null. */
  state: string | null;
  /** `127.0.0.1:8000`, `[::1]:8000`. */
  local: string | null;
  /** Null when it has no peer. */
  remote: string | null;
  /** Path of a Unix socket, or `@name` of an abstract one; null when it has neither. */
  path: string | null;
}

/** include/net/tcp_states.h. TIME_WAIT is there for completeness: no fd belongs to it any more. */
const tcpStates = new Map([
  ['01', 'ESTABLISHED'],
  ['02', 'SYN_SENT'],
  ['03', 'SYN_RECV'],
  ['04', 'FIN_WAIT1'],
  ['05', 'FIN_WAIT2'],
  ['06', 'TIME_WAIT'],
  ['07', 'CLOSE'],
  ['08', 'CLOSE_WAIT'],
  ['09', 'LAST_ACK'],
  ['0A', 'LISTEN'],
  ['0B', 'CLOSING'],
  ['0C', 'NEW_SYN_RECV'],
]);

/** `sl local_address rem_address st ...`: net/ipv4/tcp_ipv4.c, tcp4_seq_show. Null for garbage. */
export function parseTcpRow(row: string, protocol: 'tcp' | 'tcp6'): NetSocket | null {
  const socket = parseAddresses(row);
  const state = socket && tcpStates.get(socket.state);
  return state ? { protocol, state, local: socket.local, remote: socket.remote, path: null } : null;
}

/** The same columns: net/ipv4/udp.c, udp4_seq_show. Its state is TCP's: 01 when connected, 07 when not. */
export function parseUdpRow(row: string): NetSocket | null {
  const socket = parseAddresses(row);
  if (!socket) return null;
  const { local, remote } = socket;
  return { protocol: 'udp', state: remote ? 'ESTABLISHED' : null, local, remote, path: null };
}

/** `Num: RefCount Protocol Flags Type St Inode Path`: net/unix/af_unix.c, unix_seq_show. The path may hold spaces. */
const UNIX_ROW = /^[0-9a-f]+: [0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ [0-9a-f]+ +\d+(?: (.*))?$/is;

/** include/linux/net.h: listen() was called. */
const SO_ACCEPTCON = 0x10000;

export function parseUnixRow(row: string): NetSocket | null {
  const match = UNIX_ROW.exec(row);
  if (!match) return null;
  const listens = (Number.parseInt(match[1]!, 16) & SO_ACCEPTCON) !== 0;
  return { protocol: 'unix', state: listens ? 'LISTEN' : null, local: null, remote: null, path: match[2] || null };
}

function parseAddresses(row: string): { local: string; remote: string | null; state: string } | null {
  const [, localText, remoteText, state] = row.trim().split(/\s+/, 4);
  const local = parseEndpoint(localText ?? '');
  const remote = parseEndpoint(remoteText ?? '');
  if (local === null || remote === null || state === undefined) return null;
  return { local, remote: isUnspecified(remote) ? null : remote, state };
}
