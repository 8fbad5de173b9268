import { opendir } from 'node:fs/promises';

/**
 * As countFds by listing, but off the main thread in pieces: half a million fds take half a second and more, in which
 * keys must be answered. A file of its own, as it brings more of Node than all else that a short command needs.
 */
export async function countFdsGently(procRoot: string, pid: number): Promise<number> {
  const directory = await opendir(`${procRoot}/${pid}/fd`, { bufferSize: 1024 });
  let count = 0;
  for await (const _ of directory) count += 1;
  return count;
}
