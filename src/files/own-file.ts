import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { words } from '../words/words.ts';

const WRITABLE_BY_ALL = 0o002;
const WRITABLE_BY_GROUP = 0o020;
const STICKY = 0o1000;
/** As the kernel has it (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Where a file really is, when it and all that leads there belongs to this user or to root, so that nobody else can have
 * laid the way: no symbolic link, no folder, no file of another user. What is not there yet is fine. Throws a sentence
 * otherwise: root in the home of another user must write nothing there, it would be root's for good.
 */
export function ownFile(file: string): string {
  const path = followed(file);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats) checkFolder(folder, stats);
    if (dirname(folder) === folder) break;
  }
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) throw new Error(words().files.notPlain(path));
  if (stats && stats.uid !== me()) throw notOwned(path, stats);
  return path;
}

/** The path without symbolic links; each of them is looked at. */
function followed(file: string): string {
  let path = '/';
  let links = 0;
  const left = resolve(file).split('/').filter(Boolean);
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = name === '..' ? dirname(path) : join(path, name);
    const stats = lstatSync(next, { throwIfNoEntry: false });
    if (!stats?.isSymbolicLink()) {
      path = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw new Error(words().files.manyLinks(file));
    checkOwner(next, stats);
    const target = readlinkSync(next);
    left.unshift(...target.split('/').filter(each => each !== '' && each !== '.'));
    if (target.startsWith('/')) path = '/';
  }
  return path;
}

function checkFolder(folder: string, stats: Stats): void {
  if (!stats.isDirectory()) throw new Error(words().files.noFolder(folder));
  checkOwner(folder, stats);
  // Groups of one user are usual: only root minds them.
  const others = me() === 0 ? WRITABLE_BY_ALL | WRITABLE_BY_GROUP : WRITABLE_BY_ALL;
  if ((stats.mode & others) !== 0 && (stats.mode & STICKY) === 0)
    throw new Error(words().files.othersWriteIn(folder, me() === 0));
}

function checkOwner(path: string, stats: Stats): void {
  if (stats.uid !== me() && stats.uid !== 0) throw notOwned(path, stats);
}

function notOwned(path: string, { uid }: Stats): Error {
  return new Error(words().files.notOwned(path, uid, me() === 0));
}

function me(): number {
  return process.geteuid?.() ?? 0;
}
