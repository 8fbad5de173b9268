import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Why root should not do what this file says, as a sentence; null when only root can change it: it and all folders above it
 * belong to root and no other may write there. In a sticky folder (/tmp) others may write, but not replace what is root's.
 */
export function whyUntrusted(file: string): string | null {
  let path: string;
  try {
    path = realpathSync(file);
  } catch (error) {
    return `cannot look at ${file}: ${(error as Error).message}`;
  }
  for (let isFile = true; ; isFile = false) {
    const { uid, mode } = statSync(path);
    if (uid !== 0) return `${path} belongs to uid ${uid}, not to root`;
    if ((mode & WRITABLE_BY_OTHERS) !== 0 && (isFile || (mode & STICKY) === 0))
      return `${path} may be written by others than root`;
    if (dirname(path) === path) return null;
    path = dirname(path);
  }
}
