import { type CacheRefusal, compileCache } from '../compile-cache.ts';
import { PACKED } from '../own/program.ts';
import { sayObjection } from '../platform/path-trust.ts';
import { type Fact, off, ok } from './fact.ts';
import { withoutHome } from './without-home.ts';

/** Where Node keeps the compiled program: without it each start takes longer, and nothing else. */
export function cacheFact(): Fact {
  const id = 'cache.folder';
  const title = 'code cache';
  if (PACKED === 'executable') return ok(id, title, 'in the executable');
  const { folder, refusal } = compileCache();
  const whose = process.geteuid?.() === 0 ? "root's own home" : 'this user';
  if (refusal === null) return ok(id, title, true, `in the cache folder of ${whose}`);
  return off(id, title, folder !== null, cacheText(refusal));
}

/** Why a folder does not do, as a sentence. */
export function cacheText(refusal: CacheRefusal): string {
  switch (refusal.what) {
    case 'no-home':
      return 'this user has no home to keep it in';
    case 'open':
      return 'others may write to its folder, so it is not used: chmod 700, or remove it';
    case 'not-made':
      return `its folder cannot be made: ${refusal.code}`;
    default:
      return withoutHome(`its folder is not used: ${sayObjection(refusal, process.geteuid?.() ?? 0)}`);
  }
}
