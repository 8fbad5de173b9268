import { closeSync, readSync, type Stats } from 'node:fs';
import { formatCount } from '../model/format.ts';
import { words } from '../words/words.ts';
import { NotPlain, openPlain } from './open-plain.ts';

/**
 * A plain file of at most so many bytes, or why it is not read: it is none, it is larger, or the error of the file system.
 * Never waits for a FIFO or a device.
 */
export function readPlainFile(path: string, mostBytes: number): { bytes: Buffer; stat: Stats } | { why: string } {
  let fd: number;
  let stat: Stats;
  try {
    ({ fd, stat } = openPlain(path));
  } catch (error) {
    return { why: error instanceof NotPlain ? words().files.itIsNotPlain : (error as Error).message };
  }
  try {
    // Files of /proc say 0, and others grow: what is read decides.
    const bytes = Buffer.alloc(Math.min(mostBytes, stat.size || mostBytes) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(fd, bytes, length, bytes.length - length, length);
    if (length > mostBytes || stat.size > mostBytes) return { why: words().files.tooLarge(formatCount(mostBytes)) };
    return { bytes: bytes.subarray(0, length), stat };
  } catch (error) {
    return { why: (error as Error).message };
  } finally {
    closeSync(fd);
  }
}
