import { constants, openSync, readdirSync, readFileSync, readlinkSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../platform/temporary-folder.ts';

export function openHosts(): number {
  return openSync('/etc/hosts', 'r');
}

/** A file that is gone from its directory at once: there is nothing to remove later, however this process ends. */
export function openDeletedFile(): number {
  const folder = makeTemporaryFolder('fdtop-demo-');
  const path = join(folder, 'export.csv');
  const fd = openSync(path, 'w+');
  unlinkSync(path);
  rmdirSync(folder);
  return fd;
}

/**
 * The fd of a pipe. Node has no pipe(2), and child processes get sockets; but libuv learns of signals through a pipe,
 * which exists because the worker handles some.
 */
export function findPipe(): number {
  return fds().find(fd => linkOf(fd).startsWith('pipe:'))!;
}

/** Opens what an fd is open on once more: a new fd, also on what has no path any more. */
export function reopen(fd: number): number {
  return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK);
}

export function fds(): number[] {
  return readdirSync('/proc/self/fd').map(Number);
}

/** RLIMIT_NOFILE of this process, read anew each time: `fdtop limit` moves it while we run. */
export function softLimit(): number {
  const [, soft] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))!;
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

function linkOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
