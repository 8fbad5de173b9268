import { describe, expect, test } from 'vitest';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { treeLines, treeOf } from '../../src/ui/tree.ts';
import { sample } from './snapshots.ts';

/** pid of the parent, by pid. */
const family = (parents: Record<number, number>) =>
  Object.entries(parents).map(([pid, ppid]) => sample({ pid: Number(pid), ppid }));
const drawn = (processes: readonly ProcessSample[], all = processes, room = 30) =>
  treeOf(processes, all).map(
    ({ process, isContext, lasts }) => `${treeLines(lasts, room)}${process.pid}${isContext ? ' (context)' : ''}`,
  );

test('has children below their parent, in the order in which they come', () => {
  expect(drawn(family({ 10: 1, 11: 10, 12: 10, 13: 11, 20: 1, 21: 20 }))).toEqual([
    '10',
    '├─ 11',
    '│  └─ 13',
    '└─ 12',
    '20',
    '└─ 21',
  ]);
});

test('has a branch where the first of its processes stands', () => {
  const [ten, eleven, twelve, thirteen, twenty] = family({ 10: 1, 11: 10, 12: 10, 13: 12, 20: 1 });
  // 13 is the worst of all: its parent and its branch lead, though 12 itself comes late.
  expect(drawn([thirteen!, twenty!, eleven!, twelve!, ten!])).toEqual(['10', '├─ 12', '│  └─ 13', '└─ 11', '20']);
});

test('has the ancestors of what is shown, and nothing else that is not', () => {
  const all = family({ 10: 1, 11: 10, 12: 10, 13: 12, 20: 1 });
  const wanted = all.filter(({ pid }) => pid === 13);
  expect(drawn(wanted, all)).toEqual(['10 (context)', '└─ 12 (context)', '   └─ 13']);
});

test('keeps the hosts of a fleet apart, though their pids are the same', () => {
  const hosts = ['a', 'b'].flatMap(host => family({ 10: 1, 11: 10 }).map(process => ({ ...process, host })));
  expect(drawn(hosts)).toEqual(['10', '└─ 11', '10', '└─ 11']);
});

describe('what a recording may say, but no kernel', () => {
  test('two that are each the parent of the other are shown once each', () => {
    expect(drawn(family({ 10: 11, 11: 10 }))).toEqual(['11', '└─ 10']);
  });

  test('nor is one lost that is its own parent', () => {
    expect(drawn(family({ 10: 10, 11: 10 }))).toEqual(['10', '└─ 11']);
  });

  test('a chain of 20,000 is drawn', () => {
    const chain = Array.from({ length: 20_000 }, (_, pid) => sample({ pid: pid + 1, ppid: pid }));
    const nodes = treeOf(chain, chain);
    expect(nodes.map(({ process }) => process.pid)).toEqual(chain.map(({ pid }) => pid));
    expect(treeLines(nodes.at(-1)!.lasts, 12)).toBe('…        └─ ');
  });
});

test('of many children each is shown once', () => {
  const processes = [
    sample({ pid: 1, ppid: 0 }),
    ...Array.from({ length: 5000 }, (_, i) => sample({ pid: i + 2, ppid: 1 })),
  ];
  expect(new Set(drawn(processes)).size).toBe(5001);
});

test('lines are never wider than their room', () => {
  for (let room = 0; room <= 12; room += 1)
    expect(treeLines([true, false, true, false], room).length).toBeLessThanOrEqual(room);
  expect(treeLines([false, true], 12)).toBe('│  └─ ');
  expect(treeLines([false, true], 5)).toBe('… └─ '.slice(0, 5));
});
