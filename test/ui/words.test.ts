import { describe, expect, test } from 'vitest';
import { describeProcess, instanceTitle } from '../../src/ui/words.ts';
import { instance, sample } from './snapshots.ts';

test.each([
  [{}, 'gunicorn.service (shop:app), master 10'],
  [{ unit: null, manager: 'none' }, 'shop:app, master 10'],
  [{ unit: 'abc123', manager: 'docker' }, 'docker abc123 (shop:app), master 10'],
  [{ unit: null, manager: 'none', masterPid: null }, 'shop:app, master gone'],
] as const)('an instance %j is called %s', (given, title) => {
  expect(instanceTitle(instance(given))).toBe(title);
});

describe('what a row means', () => {
  const say = (given: Parameters<typeof sample>[0]) => describeProcess(sample(given), instance(), 10_000);

  test('names the process, in every severity, and never an unknown as a number', () => {
    for (const severity of ['unknown', 'ok', 'elevated', 'leaking', 'critical'] as const) {
      for (const more of [{}, { fdsPerSecond: null, usedPercent: null }, { fdsPerSecond: 5, secondsToLimit: 60 }]) {
        const text = say({ pid: 4711, severity, ...more });
        expect(text).toContain('4711');
        expect(text).not.toMatch(/null|undefined|NaN/);
      }
    }
  });

  test('says how fast it leaks and how long there is', () => {
    const text = say({ pid: 12, severity: 'leaking', fds: 488_868, fdsPerSecond: 312, secondsToLimit: 1740 });
    expect(text).toContain('12 leaks: +312/s, full in 29 min');
  });

  test('says of a leak that ended that it leaked', () => {
    expect(say({ pid: 12, severity: 'leaking', fds: 488_868 })).toContain('12 leaked: 488,868 fds, more than 10,000');
  });

  test('promises a replacement only of a worker that has a master', () => {
    const leaking = { pid: 12, severity: 'leaking', fds: 488_868 } as const;
    expect(say(leaking)).toContain('k replaces it');
    for (const role of ['master', 'helper', 'other'] as const)
      expect(say({ ...leaking, role })).toMatch(/t shows what they are\.$/);
    expect(describeProcess(sample(leaking), instance({ masterPid: null }), 10_000)).toMatch(/t shows what they are\.$/);
  });

  test('says what comes at 90 % of the limit', () => {
    const text = say({ pid: 12, severity: 'critical', usedPercent: 93 });
    expect(text).toMatch(/93% of its limit.*Too many open files/);
  });

  test('says why a count is unknown, and what helps', () => {
    expect(say({ pid: 12, severity: 'unknown', fds: null, fdsUnknown: 'permission' })).toMatch(
      /permission denied; run sudo fdtop/,
    );
  });

  test('has no advice for a process that is well', () => {
    expect(say({ pid: 12 })).toBe('12 is well: 40 fds.');
  });
});
