import { processKey } from '../model/snapshot.ts';
import type { Target } from './signal.ts';

/**
 * One check of a master at a time: who asks while one runs gets its result. A dialog that is closed and opened again, or a
 * few, must not load a large app as often on a machine that has no room left.
 */
export function shared<T>(check: (master: Target) => Promise<T>): (master: Target) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return master => {
    const key = processKey(master);
    const result = running.get(key) ?? check(master).finally(() => running.delete(key));
    running.set(key, result);
    return result;
  };
}
