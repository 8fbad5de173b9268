import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Longer than any configuration that a person wrote. */
const MOST_BYTES = 1_000_000;

/**
 * A file under a path that somebody else has chosen. Null for what is gone, closed to us, or no plain file: a read of a pipe
 * that was put there would never end.
 */
export function readSmallFile(file: string): { text: string; isWorldReadable: boolean } | null {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > MOST_BYTES) return null;
    return { text: readFileSync(fd, 'utf8'), isWorldReadable: (stat.mode & 0o004) !== 0 };
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
