import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Writes a file so that there is always a whole one: a new file beside it, flushed, takes its place, with the mode that it
 * had. On an error nothing is left. Throws the error of the file system.
 */
export function replaceFile(file: string, text: string): void {
  makeFolder(dirname(file), 0o700);
  const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o7777;
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.${Date.now().toString(36)}`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const fd = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      fchmodSync(fd, mode);
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}
