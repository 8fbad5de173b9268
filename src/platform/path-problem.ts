/**
 * Why a path that is not fdtop's own is not read. `hidden`: the process on whose word it is asked for could not read it
 * itself. `kernel`: it lies on a file system of the kernel's own, where reading has effects, or no end.
 */
export type PathProblem =
  | 'gone'
  | 'permission'
  | 'hidden'
  | 'no-folder'
  | 'circle'
  | 'folder'
  | 'fifo'
  | 'socket'
  | 'device'
  | 'kernel'
  | 'too-large'
  | 'held'
  | 'changed'
  | 'out-of-fds'
  | 'no-answer'
  | 'other';

const BY_CODE: Record<string, PathProblem> = {
  ENOENT: 'gone',
  // The process is gone, and with it its root.
  ESRCH: 'gone',
  EACCES: 'permission',
  EPERM: 'permission',
  ENOTDIR: 'no-folder',
  ELOOP: 'circle',
  ENXIO: 'device',
  // Somebody holds a lease on it (fcntl(2), F_SETLEASE): an open that waits would wait for him.
  EAGAIN: 'held',
  EMFILE: 'out-of-fds',
  ENFILE: 'out-of-fds',
  // A file system whose server has died.
  ENOTCONN: 'no-answer',
};

/** That of an error of node:fs. */
export function problemOf(error: unknown): PathProblem {
  return BY_CODE[(error as NodeJS.ErrnoException)?.code ?? ''] ?? 'other';
}
