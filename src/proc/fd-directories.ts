import { closeSync, constants, openSync } from 'node:fs';
import type { CountedName } from '../model/fd-tally.ts';

/** So many paths are looked at, those with the most fds first: some 10 µs each. */
const MOST_CHECKED = 5_000;

/** Of open(2): what is behind the link is held, its file system is not asked; a file is no directory at once. */
const DIRECTORY = 0o10000000 | constants.O_DIRECTORY;

/**
 * Tells directories from files, and changes the kind of those. Never by a stat, which waits for ever on a dead NFS server, nor by
 * fdinfo: that of an epoll waits, where nothing ends it, for a lock that the process may hold as long as it likes.
 */
export function markDirectories(names: readonly CountedName[], procRoot: string, pid: number): void {
  const files = names.filter(({ kind }) => kind === 'file').sort((a, b) => b.count - a.count);
  for (const entry of files.slice(0, MOST_CHECKED)) {
    if (isDirectory(`${procRoot}/${pid}/fd/${entry.fd}`)) entry.kind = 'directory';
  }
}

function isDirectory(path: string): boolean {
  try {
    closeSync(openSync(path, DIRECTORY));
    return true;
  } catch {
    return false;
  }
}
