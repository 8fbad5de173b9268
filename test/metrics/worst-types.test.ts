import { expect, test, vi } from 'vitest';
import { type ReadTypes, sortCounts, WorstTypes } from '../../src/metrics/worst-types.ts';
import type { FdGroup, FdKind } from '../../src/model/fd-types.ts';
import { sample, shop, snapshot } from '../ui/snapshots.ts';

const group = (kind: FdKind, count: number, state: string | null = null, label = `${kind} ${count}`): FdGroup => {
  return { kind, label, state, peer: null, count, share: 0, marginOfError: 0 };
};

const typesOf = (pid: number, groups: FdGroup[]) => ({ pid, total: 0, exact: true, sampled: 0, groups });

test('peers and paths make no series of their own', () => {
  const groups = Array.from({ length: 500 }, (_, n) => group('tcp', 2, 'CLOSE_WAIT', `→ 10.0.0.5:${n}`));
  expect(sortCounts([...groups, group('tcp', 3, 'ESTABLISHED'), group('file', 7)])).toEqual([
    { kind: 'tcp', state: 'CLOSE_WAIT', count: 1000 },
    { kind: 'file', state: '', count: 7 },
    { kind: 'tcp', state: 'ESTABLISHED', count: 3 },
  ]);
});

test('at most eight sorts; the rest, and what is of no known kind, is other', () => {
  const kinds: FdKind[] = ['tcp', 'tcp6', 'udp', 'unix', 'file', 'pipe', 'eventpoll', 'eventfd', 'timerfd', 'memfd'];
  const counts = sortCounts([group('other', 1000), ...kinds.map((kind, index) => group(kind, 100 - index))]);
  expect(counts).toHaveLength(9);
  expect(counts[0]).toEqual({ kind: 'tcp', state: '', count: 100 });
  expect(counts.at(-1)).toEqual({ kind: 'other', state: '', count: 1000 + 92 + 91 });
});

test('asks for the worst worker of each instance, again after a minute, and forgets what has gone', async () => {
  const read = vi.fn<ReadTypes>(async ({ pid }) => typesOf(pid, [group('pipe', pid)]));
  const types = new WorstTypes(read);
  const now = performance.now();
  await types.see(snapshot(), now);
  expect(read.mock.calls.map(([{ pid }]) => pid)).toEqual([12]);
  expect([...types.known]).toEqual([['10@100', [{ kind: 'pipe', state: '', count: 12 }]]]);
  expect(types.see(snapshot(), now + 59_000)).toBeNull();
  expect(types.see(snapshot(), now + 62_000)).not.toBeNull();
  types.see(snapshot({ instances: [], processes: [] }), now + 62_001);
  expect(types.known.size).toBe(0);
});

test('one at a time, and one that cannot be read is unknown', async () => {
  const answer = Promise.withResolvers<never>();
  const types = new WorstTypes(() => answer.promise);
  const round = types.see(snapshot(), 0);
  expect(types.see(snapshot(), 1e9)).toBeNull();
  answer.reject(new Error('permission denied'));
  await round;
  expect(types.known.size).toBe(0);
});

test('a worker that may not be counted is not the worst', async () => {
  const read = vi.fn<ReadTypes>(async ({ pid }) => typesOf(pid, []));
  const blind = sample({ pid: 13, fds: null, fdsUnknown: 'permission' });
  await new WorstTypes(read).see(snapshot({ processes: [...shop(), blind] }), performance.now());
  expect(read.mock.calls.map(([{ pid }]) => pid)).toEqual([12]);
});
