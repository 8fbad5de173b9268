import { expect, test } from 'vitest';
import type { WatchEvent } from '../../src/watch/event.ts';
import type { Level } from '../../src/watch/levels.ts';
import { Queue } from '../../src/watch/queue.ts';
import { eventOf } from './events.ts';

const OF_UNIT = { manager: 'systemd', unit: 'shop.service', user: 'www-data' } as const;
const by = (user: string) => ({ manager: 'none', unit: null, user }) as const;
const item = (level: Level, id: number, more: Partial<WatchEvent> = {}) =>
  eventOf({ level, id: `${id}`, key: `${id}@1:${level}`, ...OF_UNIT, ...more });
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => Number(id));

function allOf(queue: Queue<WatchEvent>): number[] {
  const items: WatchEvent[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) items.push(next);
  return idsOf(items);
}

test('keeps the order in which things came', () => {
  const queue = new Queue(10, [item('warn', 1)]);
  queue.push(item('critical', 2));
  expect(allOf(queue)).toEqual([1, 2]);
});

test('over its bound lets go of the oldest of the lowest level, be it the new one', () => {
  const queue = new Queue(3, [item('warn', 1), item('leak', 2), item('warn', 3)]);
  expect(idsOf(queue.push(item('critical', 4)))).toEqual([1]);
  expect(idsOf(queue.push(item('critical', 5)))).toEqual([3]);
  expect(idsOf(queue.push(item('warn', 6)))).toEqual([6]);
  expect(idsOf(queue.push(item('leak', 7)))).toEqual([2]);
  expect(idsOf(queue.items)).toEqual([4, 5, 7]);
});

test('delivers of each unit and user in turns, also what comes while it delivers', () => {
  const queue = new Queue<WatchEvent>(100);
  for (let id = 100; id < 110; id += 1) queue.push(item('critical', id, by('mallory')));
  queue.push(item('leak', 1));
  expect(idsOf([queue.shift()!, queue.shift()!])).toEqual([100, 1]);
  queue.push(item('leak', 2));
  queue.push(item('leak', 3, by('deploy')));
  queue.push(item('leak', 4));
  expect(allOf(queue).slice(0, 5)).toEqual([101, 2, 3, 102, 4]);
});

test('over its bound lets go of one of who has most, whatever its level', () => {
  const queue = new Queue<WatchEvent>(4);
  queue.push(item('warn', 1));
  for (let id = 100; id < 103; id += 1) queue.push(item('critical', id, by('mallory')));
  expect(idsOf(queue.push(item('critical', 103, by('mallory'))))).toEqual([100]);
  expect(idsOf(queue.push(item('warn', 2)))).toEqual([101]);
  // Of two that have as many it is the user who loses.
  expect(idsOf(queue.push(item('unknown', 3, by('deploy'))))).toEqual([102]);
  expect(idsOf(queue.items)).toEqual([1, 103, 2, 3]);
});

test('the end of an alert that still waits takes it out, and is not told either', () => {
  const queue = new Queue(10, [item('leak', 1), item('leak', 2)]);
  const end = (id: number) => item('leak', id, { event: 'resolved' });
  expect(queue.push(end(2))).toEqual([]);
  expect(idsOf(queue.items)).toEqual([1]);
  queue.shift();
  queue.push(end(1));
  expect(queue.items).toEqual([end(1)]);
  expect(allOf(queue)).toEqual([1]);
});
