import { enableCompileCache } from 'node:module';
import { userInfo } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { makeFolder } from './platform/make-folder.ts';
import { type Objection, type Walk, walkPath } from './platform/path-walk.ts';
import { userFolder } from './platform/user-folder.ts';

/** Why a folder is not used: something on the way, others that may write to itself, or what the file system says. */
export type CacheRefusal = Objection | { what: 'open' } | { what: 'not-made'; code: string } | { what: 'no-home' };

/** Lets Node keep the compiled program, which halves the time to the first frame. Without it fdtop just starts slower. */
export function keepCompiled(): void {
  const { folder, refusal } = compileCache();
  if (folder !== null && refusal === null) enableCompileCache(folder);
}

/**
 * The folder for it, made if need be, or why it is not used. What is in such a folder gets executed, so it is used only when
 * nobody else may write there, nor lay the way to it: never Node's own choice, a known name in /tmp. `folder` is null for a
 * user without a home.
 */
export function compileCache(): { folder: string | null; refusal: CacheRefusal | null } {
  const cache = cacheFolder();
  if (cache === null) return { folder: null, refusal: { what: 'no-home' } };
  const folder = join(cache, 'fdtop', 'compiled');
  return { folder, refusal: refusalOf(folder) };
}

/** Makes the folder where all that is there of the way to it is ours, and looks once more at what there is then. */
export function refusalOf(folder: string): CacheRefusal | null {
  const by = process.geteuid?.() ?? 0;
  const look = (): Walk => walkPath(folder, { by, what: 'folder', waits: by !== 0 });
  const before = look().objection;
  if (before !== null && !(before.what === 'unseen' && before.code === 'ENOENT')) return before;
  try {
    if (before !== null) makeFolder(folder, 0o700);
  } catch (error) {
    return { what: 'not-made', code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
  const { objection, stats } = look();
  if (objection !== null) return objection;
  const isPrivate = stats !== null && stats.uid === by && (stats.mode & 0o022) === 0;
  return isPrivate ? null : { what: 'open' };
}

/** That of the user. Root's is in root's own home, as the passwd file has it, whatever HOME sudo or su have left. */
function cacheFolder(): string | null {
  const named = userFolder('XDG_CACHE_HOME', '.cache');
  if (process.geteuid?.() !== 0) return named;
  try {
    const { homedir } = userInfo();
    if (!isAbsolute(homedir)) return null;
    const isOwn = named !== null && !relative(homedir, named).startsWith('..');
    return isOwn ? named : join(homedir, '.cache');
  } catch {
    return null; // a container without a passwd file
  }
}
