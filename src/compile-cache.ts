import { lstatSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { makeFolder } from './files/make-folder.ts';
import { userFolder } from './files/user-folder.ts';

/**
 * Lets Node keep the compiled program, which halves the time to the first frame. What is in such a folder gets executed, so it
 * is used only when nobody else may write there: never Node's own choice, a known name in /tmp. Without one fdtop just
 * starts slower.
 */
export function keepCompiled(): void {
  const cache = userFolder('XDG_CACHE_HOME', '.cache');
  if (cache === null) return;
  const folder = join(cache, 'fdtop', 'compiled');
  try {
    makeFolder(folder, 0o700);
    const { uid, mode } = lstatSync(folder);
    if (uid === process.geteuid?.() && (mode & 0o022) === 0) enableCompileCache(folder);
  } catch {
    // It may not be written.
  }
}
