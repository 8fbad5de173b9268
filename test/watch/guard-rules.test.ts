import { describe, expect, test } from 'vitest';
import type { Instance, ProcessSample } from '../../src/model/snapshot.ts';
import { judge, NOTHING_DONE, type OverCounts, serviceKey, stillCounts, whyWait } from '../../src/watch/guard-rules.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const RULES = { over: 10_000, samples: 3, cooldown: 60, perHour: 2, only: null };
const leaking = (fds: number | null = 12_000, pid = 12) => sample({ pid, fds });
const all = () => true;

/** Judges one sample after the other; gives what it says of the one service, or of none. */
function seeing(samples: (readonly ProcessSample[])[], given: Partial<Instance> = {}) {
  let over: OverCounts = new Map();
  let verdicts: ReturnType<typeof judge>['verdicts'] = [];
  for (const processes of samples) {
    const seen = snapshot({ processes: [...processes], instances: [instance(given)] });
    ({ over, verdicts } = judge(over, seen, RULES, all));
  }
  return verdicts[0] ?? { target: null, waits: null };
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

test('only of the instances that it cares for', () => {
  const seen = snapshot({ processes: [leaking()], instances: [instance()] });
  const rules = { ...RULES, samples: 1 };
  expect(judge(new Map(), seen, rules, () => false).verdicts).toEqual([]);
  expect(judge(new Map(), seen, rules, ({ unit }) => unit === 'gunicorn.service').verdicts).toHaveLength(1);
});

test('in each service its own: one that leaks more hides none of another', () => {
  const instances = [instance(), instance({ id: '20@200', masterPid: 20, name: 'fake', unit: 'other.service' })];
  const processes = [leaking(12_000, 12), sample({ pid: 22, ppid: 20, instance: '20@200', fds: 900_000 })];
  const { verdicts } = judge(new Map(), snapshot({ processes, instances }), { ...RULES, samples: 1 }, all);
  expect(verdicts.map(({ service, target }) => [service, target?.worker.pid])).toEqual([
    ['gunicorn.service', 12],
    ['other.service', 22],
  ]);
});

test('the memory of a unit of the system is not that of what calls itself so', () => {
  const named = { unit: null, name: 'gunicorn.service', manager: 'none' } as const;
  expect(serviceKey(instance())).toBe('gunicorn.service');
  expect(serviceKey(instance(named))).toBe('none gunicorn.service');
  expect(serviceKey(instance({ manager: 'systemd-user' }))).toBe('systemd-user gunicorn.service');
});

describe('it waits, and says why', () => {
  const ripe = [[leaking()], [leaking()], [leaking()]];

  test.each([
    [{ upgrading: true }, 'an upgrade (USR2) of shop:app is in progress'],
    [{ masterPid: null }, 'the master of shop:app is gone: nothing would replace its workers'],
    [{ gunicorn: false }, 'shop:app is no Gunicorn: nothing is known to replace its workers'],
  ])('%o', (given, why) => {
    expect(seeing(ripe, given)).toMatchObject({ target: null, waits: why });
  });

  const replaced = (...replacedAt: number[]) => ({ ...NOTHING_DONE, replacedAt });
  const whyAt = (now: number, memory = NOTHING_DONE) => whyWait(instance(), stillCounts(memory, now), RULES, now);

  test('while it cools down', () => {
    expect(whyAt(1030, replaced(1000))).toBe('the last replacement in gunicorn.service was less than 60 s ago');
    expect(whyAt(1061, replaced(1000))).toBeNull();
  });

  test('when the hour is used up, and goes on when it is over', () => {
    expect(whyAt(2000, replaced(1000, 1100))).toMatch(/^2 of gunicorn\.service were replaced within an hour/);
    expect(whyAt(4700, replaced(1000, 1100))).toBeNull();
  });

  test('a clock that was set back does not block it for good', () => {
    expect(whyAt(1000, replaced(99_999))).toBeNull();
    expect(stillCounts({ ...NOTHING_DONE, restsUntil: 99_999 }, 1000).restsUntil).toBeNull();
  });
});

test('it remembers nothing of workers that are gone', () => {
  let over: OverCounts = new Map();
  for (let pid = 100; pid < 10_100; pid += 1)
    over = judge(over, snapshot({ processes: [leaking(12_000, pid)], instances: [instance()] }), RULES, all).over;
  expect(over.size).toBe(1);
});
