/** A dialog that is opened again and again loads the app once. */
import { expect, test, vi } from 'vitest';
import { shared } from '../../src/actions/shared-check.ts';

const master = (pid: number) => ({ pid, startTime: pid * 10, ppid: 1 });

test('who asks while a check of the same master runs gets its result', async () => {
  const check = vi.fn(async ({ pid }: { pid: number }) => pid);
  const ask = shared(check);
  expect(await Promise.all([ask(master(1)), ask(master(1)), ask(master(2))])).toEqual([1, 1, 2]);
  expect(check).toHaveBeenCalledTimes(2);
  await ask(master(1));
  expect(check).toHaveBeenCalledTimes(3);
});

test('one that fails is not kept', async () => {
  const check = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce('yes');
  const ask = shared(check);
  await expect(ask(master(1))).rejects.toThrow('no');
  expect(await ask(master(1))).toBe('yes');
});
