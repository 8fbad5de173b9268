import { expect, test } from 'vitest';
import type { Level } from '../../src/watch/levels.ts';
import { Queue } from '../../src/watch/queue.ts';

const item = (level: Level, id: number) => ({ level, id });
const idsOf = (items: readonly { id: number }[]) => items.map(({ id }) => id);

test('keeps the order in which things came', () => {
  const queue = new Queue(10, [item('warn', 1)]);
  queue.push(item('critical', 2));
  expect(queue.shift()).toEqual(item('warn', 1));
  expect(queue.shift()).toEqual(item('critical', 2));
  expect(queue.shift()).toBeUndefined();
});

test('over its bound lets go of the oldest of the lowest level, be it the new one', () => {
  const queue = new Queue(3, [item('warn', 1), item('leak', 2), item('warn', 3)]);
  expect(idsOf(queue.push(item('critical', 4)))).toEqual([1]);
  expect(idsOf(queue.push(item('critical', 5)))).toEqual([3]);
  expect(idsOf(queue.push(item('warn', 6)))).toEqual([6]);
  expect(idsOf(queue.push(item('leak', 7)))).toEqual([2]);
  expect(idsOf(queue.items)).toEqual([4, 5, 7]);
});
