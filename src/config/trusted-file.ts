import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

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
    return `cannot look at ${file}: ${(error as Error).message}`;
  }
}

function whyNot(path: string, isFile: boolean, links: number): string | null {
  const folder = dirname(path);
  const above = folder === path ? null : whyNot(folder, false, links);
  if (above) return above;
  const stat = lstatSync(path);
  if (stat.uid !== 0) return `${path} belongs to uid ${stat.uid}, not to root`;
  if (stat.isSymbolicLink()) {
    if (links === MOST_LINKS) return `${path} is a link in a ring of links`;
    return whyNot(resolve(realpathSync(folder), readlinkSync(path)), isFile, links + 1);
  }
  const isOpen = (stat.mode & WRITABLE_BY_OTHERS) !== 0 && (isFile || (stat.mode & STICKY) === 0);
  return isOpen ? `${path} may be written by others than root` : null;
}
