import { processKey } from '../model/snapshot.ts';
import type { Checked } from './check-permit.ts';

/**
 * One check of a master at a time: who asks while one runs gets its result. A dialog that is closed and opened again, or a
 * few, must not load a large app as often on a machine that has no room left. One that was asked for is another one.
 */
export function shared<T>(
  check: (checked: Checked, asked: boolean) => Promise<T>,
): (checked: Checked, asked: boolean) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (checked, asked) => {
    const key = `${processKey(checked.master)} ${asked}`;
    const result = running.get(key) ?? check(checked, asked).finally(() => running.delete(key));
    running.set(key, result);
    return result;
  };
}
