import { compileCache } from '../compile-cache.ts';
import { PACKED } from '../own/program.ts';
import { type Fact, off, ok } from './fact.ts';

/** Where Node keeps the compiled program: without it each start takes longer, and nothing else. */
export function cacheFact(): Fact {
  const id = 'cache.folder';
  const title = 'code cache';
  if (PACKED === 'executable') return ok(id, title, 'in the executable');
  const { folder, why } = compileCache();
  return why === null ? ok(id, title, true, 'in the cache folder of this user') : off(id, title, folder !== null, why);
}
