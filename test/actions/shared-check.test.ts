/** A dialog that is opened again and again loads the app once. */
import { expect, test, vi } from 'vitest';
import type { Checked } from '../../src/actions/preflight.ts';
import { shared } from '../../src/actions/shared-check.ts';

const of = (pid: number) => ({ master: { pid, startTime: pid * 10, ppid: 1 }, workers: [] });

test('who asks while a check of the same master runs gets its result', async () => {
  const check = vi.fn(async ({ master: { pid } }: Checked) => pid);
  const ask = shared(check);
  expect(await Promise.all([ask(of(1), false), ask(of(1), false), ask(of(2), false)])).toEqual([1, 1, 2]);
  expect(check).toHaveBeenCalledTimes(2);
  await ask(of(1), false);
  expect(check).toHaveBeenCalledTimes(3);
});

test('one that was asked for is not one that was not', async () => {
  const check = vi.fn(async (_: Checked, asked: boolean) => asked);
  const ask = shared(check);
  expect(await Promise.all([ask(of(1), false), ask(of(1), true), ask(of(1), true)])).toEqual([false, true, true]);
  expect(check).toHaveBeenCalledTimes(2);
});

test('one that fails is not kept', async () => {
  const check = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce('yes');
  const ask = shared(check);
  await expect(ask(of(1), false)).rejects.toThrow('no');
  expect(await ask(of(1), false)).toBe('yes');
});
