/** On a written tree, where as on kernels before 6.2 nothing tells the number of fds: they are listed. */
import { expect, test, vi } from 'vitest';
import { FdCounter } from '../../src/sampler/fd-counter.ts';
import { procTree } from '../support/proc-tree.ts';
import { waitUntil } from '../support/wait.ts';

const fds = (count: number) => Array.from({ length: count }, () => '/dev/null');
const sampleOf = (counter: FdCounter, pid: number, exact = false) => {
  counter.begin();
  const count = counter.count(`${pid}@1`, pid, exact);
  counter.end(new Set([`${pid}@1`]));
  return count;
};

test('a small process is counted at every sample', () => {
  const tree = procTree().add({ pid: 7, fds: fds(3) });
  const counter = new FdCounter(tree.root);
  expect(sampleOf(counter, 7)).toMatchObject({ fds: 3, unknown: null });
  tree.link('7/fd/3', '/dev/null');
  expect(sampleOf(counter, 7)?.fds).toBe(4);
});

test('a large one keeps its last count, and is counted anew beside the samples', async () => {
  const tree = procTree().add({ pid: 7, fds: fds(2500) });
  const counter = new FdCounter(tree.root);
  const first = sampleOf(counter, 7)!;
  expect(first.fds).toBe(2500);
  tree.link('7/fd/2500', '/dev/null');
  const second = sampleOf(counter, 7)!;
  expect(second).toEqual(first);
  const later = await waitUntil('a new count', () => {
    const count = sampleOf(counter, 7)!;
    return count.at > first.at && count;
  });
  expect(later.fds).toBe(2501);
});

test('a large one is counted at once when that is asked for', () => {
  const tree = procTree().add({ pid: 7, fds: fds(2500) });
  const counter = new FdCounter(tree.root);
  sampleOf(counter, 7);
  tree.link('7/fd/2500', '/dev/null');
  expect(sampleOf(counter, 7, true)?.fds).toBe(2501);
});

test('a process that is gone has no count', () => {
  const tree = procTree().add({ pid: 7, fds: fds(3) });
  const counter = new FdCounter(tree.root);
  sampleOf(counter, 7);
  tree.remove('7');
  expect(sampleOf(counter, 7)).toBeNull();
});

test('small ones come in turns when they are too many for one sample (on a mocked clock)', () => {
  const tree = procTree();
  const pids = Array.from({ length: 12 }, (_, index) => index + 1);
  for (const pid of pids) tree.add({ pid });
  let clock = 0;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => {
    clock += 3;
    return clock;
  });
  const counter = new FdCounter(tree.root);
  const alive = new Set(pids.map(pid => `${pid}@1`));
  const sample = () => {
    counter.begin();
    const counts = pids.map(pid => counter.count(`${pid}@1`, pid, false)!);
    counter.end(alive);
    return counts.map(({ at }) => at);
  };
  const first = sample();
  const second = sample();
  expect(second.filter((at, index) => at > first[index]!).length).toBeLessThan(6);
  const later = Array.from({ length: 12 }, sample).at(-1)!;
  expect(later.filter((at, index) => at <= first[index]!)).toEqual([]);
  now.mockRestore();
});
