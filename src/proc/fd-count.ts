import { readdirSync, statfsSync, statSync } from 'node:fs';

const PROC_SUPER_MAGIC = 0x9fa0;

/** Whether the tree is a live procfs, not a captured or generated one. */
export function isProcfs(procRoot: string): boolean {
  try {
    return statfsSync(procRoot).type === PROC_SUPER_MAGIC;
  } catch {
    return false;
  }
}

/**
 * Whether this kernel tells the number of open fds as the size of /proc/PID/fd (Linux 6.2 and later, fs/proc/fd.c,
 * proc_fd_getattr): one stat in place of a directory walk, and no permission needed. A tree that is no procfs never
 * does: there the size is that of a plain directory.
 */
export function hasFastFdCount(procRoot: string): boolean {
  if (!isProcfs(procRoot)) return false;
  return ['self', '1'].some(pid => (statSync(`${procRoot}/${pid}/fd`, { throwIfNoEntry: false })?.size ?? 0) > 0);
}

/**
 * Number of open fds of a process. Throws the error of the file system: ENOENT when it is gone, EACCES when the kernel
 * does not tell it fast and its fds may not be listed.
 */
export function countFds(procRoot: string, pid: number, fast: boolean): number {
  const directory = `${procRoot}/${pid}/fd`;
  return fast ? statSync(directory).size : readdirSync(directory).length;
}
