import type { FdKind } from '../model/fd-types.ts';

/** What the target of one link in /proc/PID/fd says. */
export interface FdLink {
  /** `socket` is still to be looked up in the tables of the network. */
  kind: FdKind | 'socket';
  /**
   * Path of a file, without ` (deleted)`; name of a memfd; type of a namespace; type of what `other` is. Empty for the
   * kinds that have no name.
   */
  path: string;
  /** Of sockets, pipes, pidfds and namespaces. */
  inode: number | null;
  deleted: boolean;
}

const DELETED = ' (deleted)';

/** Made by open(O_TMPFILE): it never had a name, the kernel shows the number of its inode. */
const UNNAMED_FILE = /\/#\d+$/;

/** `socket:[1234]`: d_dname of the pseudo file systems (fs/libfs.c, simple_dname; net/socket.c; fs/pipe.c; fs/nsfs.c). */
const NUMBERED = /^([a-z_]+):\[(\d+)\]$/;

/** Some drivers name their inode without brackets: `anon_inode:inotify`, `anon_inode:bpf-map`. */
const ANONYMOUS = /^anon_inode:\[?(.*?)\]?$/s;

const anonymousKinds = new Map<string, FdKind>(
  (['eventpoll', 'eventfd', 'timerfd', 'signalfd', 'pidfd', 'inotify'] as const).map(kind => [kind, kind]),
);

const numberedKinds = new Map<string, FdLink['kind']>((['socket', 'pipe', 'pidfd'] as const).map(kind => [kind, kind]));

const namespaces = new Set(['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']);

/**
 * Parses the target of one link /proc/PID/fd/N (fs/d_path.c). Pure: whether a path is a directory, the link does not
 * tell. A living file whose name ends in ` (deleted)` reads as deleted: the kernel's text is the same.
 */
export function parseFdLink(target: string): FdLink {
  if (target.startsWith('/')) return parsePath(target);

  const numbered = NUMBERED.exec(target);
  if (numbered) {
    const type = numbered[1]!;
    const inode = Number(numbered[2]);
    const kind = numberedKinds.get(type);
    if (kind) return { kind, path: '', inode, deleted: false };
    if (namespaces.has(type)) return { kind: 'namespace', path: type, inode, deleted: false };
    return { kind: 'other', path: type, inode, deleted: false };
  }

  const name = ANONYMOUS.exec(target)?.[1];
  const kind = name === undefined ? undefined : anonymousKinds.get(name);
  if (kind) return { kind, path: '', inode: null, deleted: false };
  return { kind: 'other', path: name ?? target, inode: null, deleted: false };
}

/** Stands for a link that cannot be read though the fd is open: `ENAMETOOLONG` when its path is over 4,096 bytes. */
export function unreadableLink(code = 'unknown error'): FdLink {
  const path = code === 'ENAMETOOLONG' ? 'path too long to read' : `unreadable link (${code})`;
  return { kind: 'other', path, inode: null, deleted: false };
}

function parsePath(target: string): FdLink {
  const deleted = target.endsWith(DELETED);
  const path = deleted ? target.slice(0, -DELETED.length) : target;
  const link = { inode: null, deleted };
  if (path.startsWith('/memfd:')) return { ...link, kind: 'memfd', path: path.slice('/memfd:'.length) };
  if (path.startsWith('/dmabuf:')) return { ...link, kind: 'other', path: 'dmabuf' };
  if (path.startsWith('/dev/') && !holdsFiles(path)) return { ...link, kind: 'device', path };
  if (!deleted) return { ...link, kind: 'file', path };
  return { ...link, kind: 'deleted-file', path: path.replace(UNNAMED_FILE, '/#') };
}

/** Below these directories of /dev lie regular files, not devices. */
function holdsFiles(path: string): boolean {
  return path.startsWith('/dev/shm/') || path.startsWith('/dev/mqueue/') || path.startsWith('/dev/hugepages/');
}
