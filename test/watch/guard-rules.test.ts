import { describe, expect, test } from 'vitest';
import type { Instance, ProcessSample } from '../../src/model/snapshot.ts';
import { afterReplacement, FORGETFUL, type GuardMemory, judge } from '../../src/watch/guard-rules.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const RULES = { over: 10_000, samples: 3, cooldown: 60, perHour: 2, only: null };
const leaking = (fds: number | null = 12_000, pid = 12) => sample({ pid, fds });

/** Judges one sample after the other, a second apart; gives the last verdict. */
function seeing(
  samples: (readonly ProcessSample[])[],
  given: { instance?: Partial<Instance>; memory?: GuardMemory; from?: number } = {},
) {
  const { memory = FORGETFUL, from = 1000 } = given;
  let verdict = judge(memory, snapshot({ processes: [] }), RULES, from);
  samples.forEach((processes, index) => {
    const seen = snapshot({ processes: [...processes], instances: [instance(given.instance)] });
    verdict = judge(verdict.memory, seen, RULES, from + index);
  });
  return verdict;
}

describe('a worker is replaced', () => {
  test('only when it was over in so many samples one after the other', () => {
    expect(seeing([[leaking()], [leaking()]]).target).toBeNull();
    expect(seeing([[leaking()], [leaking()], [leaking()]]).target?.worker.pid).toBe(12);
    expect(seeing([[leaking()], [leaking()], [leaking(9_999)], [leaking()], [leaking()]]).target).toBeNull();
  });

  test('a sample that could not count neither counts nor takes back', () => {
    expect(seeing([[leaking()], [leaking(null)], [leaking()]]).target).toBeNull();
    expect(seeing([[leaking()], [leaking(null)], [leaking()], [leaking()]]).target?.worker.pid).toBe(12);
    expect(seeing([[leaking(null)], [leaking(null)], [leaking(null)], [leaking(null)]]).target).toBeNull();
  });

  test('the worst first', () => {
    const two = [leaking(12_000, 12), leaking(400_000, 13)];
    expect(seeing([two, two, two]).target?.worker.pid).toBe(13);
  });

  test('never by a pid alone: one that was reused begins anew', () => {
    const reused = { ...leaking(), startTime: 777 };
    expect(seeing([[leaking()], [leaking()], [reused]]).target).toBeNull();
  });

  test.each(['master', 'helper', 'dirty-worker', 'other'] as const)('never a %s', role => {
    const process = { ...leaking(), role };
    expect(seeing([[process], [process], [process], [process]]).target).toBeNull();
  });
});

test.each([
  [['shop:app'], 12],
  [['gunicorn.service'], 12],
  [['gunicorn'], 12],
  [['other', 'shop'], undefined],
])('only of the instances that it is for: %j', (only, pid) => {
  let verdict = judge(FORGETFUL, snapshot({ processes: [] }), { ...RULES, only }, 1000);
  const seen = snapshot({ processes: [leaking()], instances: [instance()] });
  for (let second = 1; second < 5; second += 1)
    verdict = judge(verdict.memory, seen, { ...RULES, only }, 1000 + second);
  expect(verdict.target?.worker.pid).toBe(pid);
});

describe('it waits, and says why', () => {
  const ripe = [[leaking()], [leaking()], [leaking()]];

  test.each([
    [{ upgrading: true }, 'an upgrade (USR2) of shop:app is in progress'],
    [{ masterPid: null }, 'the master of shop:app is gone: nothing would replace its workers'],
    [{ gunicorn: false }, 'shop:app is no Gunicorn: nothing is known to replace its workers'],
  ])('%o', (given, why) => {
    expect(seeing(ripe, { instance: given })).toMatchObject({ target: null, waits: why });
  });

  test('while it cools down', () => {
    const memory = afterReplacement(FORGETFUL, 1000);
    expect(seeing(ripe, { memory, from: 1030 }).waits).toMatch(/less than 60 s ago/);
    expect(seeing(ripe, { memory, from: 1061 }).target).not.toBeNull();
  });

  test('when the hour is used up, and goes on when it is over', () => {
    const memory = afterReplacement(afterReplacement(FORGETFUL, 1000), 1100);
    expect(seeing(ripe, { memory, from: 2000 }).waits).toMatch(/2 were replaced within an hour/);
    expect(seeing(ripe, { memory, from: 4700 }).target).not.toBeNull();
  });

  test('a clock that was set back does not block it for good', () => {
    const memory = afterReplacement(FORGETFUL, 99_999);
    expect(seeing(ripe, { memory, from: 1000 }).target).not.toBeNull();
  });
});

test('it remembers nothing of workers that are gone', () => {
  let memory = FORGETFUL;
  for (let pid = 100; pid < 10_100; pid += 1) {
    memory = judge(memory, snapshot({ processes: [leaking(12_000, pid)], instances: [instance()] }), RULES, pid).memory;
  }
  expect(memory.over.size).toBe(1);
});
