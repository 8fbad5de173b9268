import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { words } from '../words/words.ts';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
/** As many links as the kernel follows: path_resolution(7). */
const MOST_LINKS = 40;

/**
 * Why root should not do what this file says, as a sentence; null when only root can change it: it, all folders above it and
 * all links on the way belong to root, and no other may write there. In a sticky folder (/tmp) others may write, but not
 * replace what is root's.
 */
export function whyUntrusted(file: string): string | null {
  try {
    return whyNot(resolve(file), true, 0);
  } catch (error) {
    return words().files.cannotLook(file, (error as Error).message);
  }
}

function whyNot(path: string, isFile: boolean, links: number): string | null {
  const folder = dirname(path);
  const above = folder === path ? null : whyNot(folder, false, links);
  if (above) return above;
  const stat = lstatSync(path);
  if (stat.uid !== 0) return words().files.notOwned(path, stat.uid, true);
  if (stat.isSymbolicLink()) {
    if (links === MOST_LINKS) return words().files.ringOfLinks(path);
    return whyNot(resolve(realpathSync(folder), readlinkSync(path)), isFile, links + 1);
  }
  const isOpen = (stat.mode & WRITABLE_BY_OTHERS) !== 0 && (isFile || (stat.mode & STICKY) === 0);
  return isOpen ? words().files.othersWrite(path) : null;
}
