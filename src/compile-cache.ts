import { lstatSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { makeFolder } from './files/make-folder.ts';
import { userFolder } from './files/user-folder.ts';

/** Lets Node keep the compiled program, which halves the time to the first frame. Without it fdtop just starts slower. */
export function keepCompiled(): void {
  const { folder, why } = compileCache();
  if (folder !== null && why === null) enableCompileCache(folder);
}

/**
 * The folder for it, made if need be, or why it is not used. What is in such a folder gets executed, so it is used only when
 * nobody else may write there: never Node's own choice, a known name in /tmp. `folder` is null for a user without a home.
 */
export function compileCache(): { folder: string | null; why: string | null } {
  const cache = userFolder('XDG_CACHE_HOME', '.cache');
  if (cache === null) return { folder: null, why: 'this user has no home to keep it in' };
  const folder = join(cache, 'fdtop', 'compiled');
  try {
    makeFolder(folder, 0o700);
    const { uid, mode } = lstatSync(folder);
    const isPrivate = uid === process.geteuid?.() && (mode & 0o022) === 0;
    return {
      folder,
      why: isPrivate ? null : 'others may write to its folder, so it is not used: chmod 700, or remove it',
    };
  } catch (error) {
    return { folder, why: `its folder cannot be made: ${(error as NodeJS.ErrnoException).code}` };
  }
}
