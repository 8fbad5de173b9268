import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { words } from '../words/words.ts';
import { DROP_IN } from './drop-in.ts';

/** The text of a drop-in, null when there is none. Throws a sentence for what is no plain file in a plain folder. */
export function readDropIn(file: string): string | null {
  const folder = lstatSync(dirname(file), { throwIfNoEntry: false });
  if (!folder) return null;
  if (folder.isSymbolicLink()) throw new Error(words().cure.isLink(dirname(file)));
  if (!folder.isDirectory()) throw new Error(words().cure.noFolder(dirname(file)));
  const entry = lstatSync(file, { throwIfNoEntry: false });
  if (!entry) return null;
  if (entry.isSymbolicLink()) throw new Error(words().cure.isLink(file));
  if (!entry.isFile()) throw new Error(words().cure.isNoFile(file));
  return readFileSync(file, 'utf8');
}

/** The topmost folder that has to be made for a file; null when all are there. */
export function missingFolder(file: string): string | null {
  let missing: string | null = null;
  for (let folder = dirname(file); !lstatSync(folder, { throwIfNoEntry: false }); folder = dirname(folder))
    missing = folder;
  return missing;
}

/**
 * Writes a drop-in so that at no moment half of it is there: a temporary file beside it, which systemd does not read, is
 * flushed and renamed. On an error nothing is left of it. Throws the error of the file system.
 */
export function writeDropIn(file: string, text: string): void {
  const folder = dirname(file);
  const made = missingFolder(file);
  const temporary = join(folder, `.${DROP_IN}.${process.pid}`);
  let isOurs = false;
  try {
    makeFolders(folder, made);
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const fd = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
    isOurs = true;
    try {
      fchmodSync(fd, 0o644); // whatever the umask is
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
    flushFolder(folder);
  } catch (error) {
    if (isOurs) quietly(() => unlinkSync(temporary));
    removeFolders(folder, made);
    throw error;
  }
}

/** Removes a drop-in, and the folders that were made for it as far as they are empty. Throws the error of the file system. */
export function removeDropIn(file: string, madeFolder: string | null): void {
  unlinkSync(file);
  flushFolder(dirname(file));
  removeFolders(dirname(file), madeFolder);
}

/** Each with mode 0755, whatever the umask is. */
function makeFolders(folder: string, topmost: string | null): void {
  if (topmost === null) return;
  if (folder !== topmost) makeFolders(dirname(folder), topmost);
  mkdirSync(folder);
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  fchmodSync(fd, 0o755);
  closeSync(fd);
}

function removeFolders(folder: string, topmost: string | null): void {
  if (topmost === null) return;
  for (let current = folder; `${current}/`.startsWith(`${topmost}/`); current = dirname(current)) {
    quietly(() => rmdirSync(current)); // not when something else lies in it, and then its parents stay as well
  }
}

/** A rename is on the disk once its folder is (open(2), fsync(2)). */
function flushFolder(folder: string): void {
  quietly(() => {
    const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Where it matters, the error before this one is told.
  }
}
