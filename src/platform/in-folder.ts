import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { O_PATH } from './foreign-root.ts';

export interface InFolder {
  /** Throws where it is not the folder that was meant. */
  check: (stat: Stats) => void;
  /** Whether the folder may be a link. */
  follows: boolean;
}

/**
 * Works in a folder that is held open meanwhile: whatever becomes of its name, what `name` gives is in this one. Errors of the
 * file system speak of the folder by its name.
 */
export function inFolder<T>(
  folder: string,
  { check, follows }: InFolder,
  work: (name: (file: string) => string) => T,
): T {
  const handle = openSync(folder, O_PATH | constants.O_DIRECTORY | (follows ? 0 : constants.O_NOFOLLOW));
  const held = `/proc/self/fd/${handle}`;
  try {
    check(fstatSync(handle));
    return work(file => `${held}/${file}`);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(message.replaceAll(`${held}/`, `${folder}/`)), { code });
  } finally {
    closeSync(handle);
  }
}
