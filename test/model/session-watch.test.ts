import { describe, expect, test } from 'vitest';
import { SessionWatch } from '../../src/model/session-watch.ts';
import type { ProcessSample, Snapshot } from '../../src/model/snapshot.ts';
import { instance, sample, shop, snapshot } from '../ui/snapshots.ts';

/** What is told of each snapshot, one every `step` seconds. */
function told(snapshots: Partial<Snapshot>[], step = 1): string[][] {
  const watch = new SessionWatch();
  return snapshots.map((given, index) => {
    const time = new Date(Date.UTC(2026, 10, 24, 12) + index * step * 1000).toISOString();
    return watch.look(snapshot({ time, ...given })).map(({ text, tone }) => `${tone}: ${text}`);
  });
}

const [master, well, leaker] = shop() as [ProcessSample, ProcessSample, ProcessSample];
const processes = (...workers: ProcessSample[]) => ({ processes: [master, ...workers] });
const newWorker = sample({ pid: 13, fds: 41 });

describe('at the start', () => {
  test('it tells what is watched, and who leaks already', () => {
    expect(told([{}, {}])).toEqual([
      [
        'note: gunicorn.service is watched, master 10, 2 workers',
        'bad: worker 12 of gunicorn.service leaks: 12,000 fds, 60% of its limit, +312/s',
      ],
      [],
    ]);
  });

  test('nothing of processes of no instance that were so before', () => {
    const other = sample({ pid: 5, role: 'other', instance: null, severity: 'leaking' });
    expect(told([{ processes: [other], instances: [] }])).toEqual([[]]);
  });
});

describe('a worker', () => {
  test('that goes, and one that comes in its place', () => {
    expect(told([processes(well, leaker), processes(well), processes(well, newWorker)]).slice(1)).toEqual([
      ['note: worker 12 of gunicorn.service is gone: it had 12,000 fds'],
      ['note: worker 13 of gunicorn.service replaced 12, which had 12,000 fds'],
    ]);
  });

  test('that is replaced between two looks is told once', () => {
    expect(told([processes(well, leaker), processes(well, newWorker)])[1]).toEqual([
      'note: worker 13 of gunicorn.service replaced 12, which had 12,000 fds',
    ]);
  });

  test('that comes before the old one goes, as in a reload', () => {
    expect(told([processes(leaker), processes(leaker, newWorker), processes(newWorker)]).slice(1)).toEqual([
      ['note: worker 13 of gunicorn.service has come'],
      ['note: worker 13 of gunicorn.service replaced 12, which had 12,000 fds'],
    ]);
  });

  test('that one look has missed replaces neither itself nor is it replaced', () => {
    const looks = [
      processes(well, leaker),
      processes(well),
      processes(well, leaker),
      processes(well, leaker, newWorker),
    ];
    expect(told(looks).slice(1)).toEqual([
      ['note: worker 12 of gunicorn.service is gone: it had 12,000 fds'],
      [
        'note: worker 12 of gunicorn.service has come',
        'bad: worker 12 of gunicorn.service leaks: 12,000 fds, 60% of its limit, +312/s',
      ],
      ['note: worker 13 of gunicorn.service has come'],
    ]);
  });

  test('that comes long after another went replaces nobody', () => {
    const snapshots = [processes(well, leaker), processes(well), processes(well, newWorker)];
    expect(told(snapshots, 61)[2]).toEqual(['note: worker 13 of gunicorn.service has come']);
  });

  test('of another instance replaces nobody', () => {
    const blog = instance({ id: 'blog', unit: 'blog.service', masterPid: 20 });
    const instances = [instance(), blog];
    const author = sample({ pid: 21, instance: 'blog' });
    const [, , last] = told([
      { instances, processes: [master, leaker, author] },
      { instances, processes: [master, author] },
      { instances, processes: [master, author, sample({ pid: 22, instance: 'blog' })] },
    ]);
    expect(last).toEqual(['note: worker 22 of blog.service has come']);
  });

  test('whose pid was reused is another one', () => {
    expect(told([processes(well), processes({ ...well, startTime: 999 })])[1]).toEqual([
      'note: worker 11 of gunicorn.service replaced 11, which had 40 fds',
    ]);
  });

  test('is told with its last known count', () => {
    const unknown: ProcessSample = { ...well, fds: null, severity: 'unknown' };
    expect(told([processes(well), processes(unknown), processes()])[2]).toEqual([
      'note: worker 11 of gunicorn.service is gone: it had 40 fds',
    ]);
  });

  test('is about itself, the one in its place, and the instance', () => {
    const watch = new SessionWatch();
    watch.look(snapshot(processes(leaker)));
    expect(watch.look(snapshot(processes(newWorker)))[0]!.about).toEqual(['12@120', '13@130', '10@100']);
  });
});

describe('an instance', () => {
  test('that goes and comes takes its workers with it, without a line for each', () => {
    const next = instance({ id: '50@500', masterPid: 50, workerPids: [51] });
    const snapshots = [
      processes(well),
      { instances: [], processes: [] },
      { instances: [next], processes: [sample({ pid: 51, instance: '50@500' })] },
    ];
    expect(told(snapshots).slice(1)).toEqual([
      ['note: gunicorn.service is gone, master 10'],
      ['note: gunicorn.service has come, master 50, 1 worker'],
    ]);
  });

  test('of a fleet is told with its host', () => {
    const hosted = { instances: [instance({ host: 'web-1' })], processes: [{ ...leaker, host: 'web-1' }] };
    expect(told([hosted])[0]).toEqual([
      'note: gunicorn.service on web-1 is watched, master 10, 2 workers',
      'bad: worker 12 of gunicorn.service on web-1 leaks: 12,000 fds, 60% of its limit, +312/s',
    ]);
  });
});

describe('a threshold', () => {
  const at = (severity: ProcessSample['severity'], fds: number, more: Partial<ProcessSample> = {}) =>
    processes({ ...well, severity, fds, ...more });

  test('is told when it is crossed, once, and when the next one is', () => {
    const snapshots = [at('ok', 900), at('elevated', 1000), at('elevated', 2000), at('leaking', 10_000)];
    expect(told(snapshots).slice(1)).toEqual([
      ['warn: worker 11 of gunicorn.service is worth a look: 1,000 fds'],
      [],
      ['bad: worker 11 of gunicorn.service leaks: 10,000 fds, 4% of its limit'],
    ]);
  });

  test('is told with the time that is left', () => {
    const [, events] = told([
      at('ok', 900),
      at('critical', 950, { usedPercent: 93, fdsPerSecond: 5, secondsToLimit: 15 }),
    ]);
    expect(events).toEqual([
      'bad: worker 11 of gunicorn.service is critical: 950 fds, 93% of its limit, +5.0/s, full in 15 s',
    ]);
  });

  test('that is gone back under is told after 10 s of it', () => {
    const snapshots = [at('elevated', 1000), ...Array.from({ length: 12 }, () => at('ok', 812))];
    const lines = told(snapshots).slice(1);
    expect(lines.findIndex(events => events.length > 0)).toBe(10);
    expect(lines.flat()).toEqual(['good: worker 11 of gunicorn.service is well again: 812 fds']);
  });

  test('that a count sways around fills no log', () => {
    const snapshots = Array.from({ length: 200 }, (_, index) => (index % 2 ? at('elevated', 1001) : at('ok', 999)));
    expect(told(snapshots).slice(1).flat()).toHaveLength(1);
  });

  test('is not crossed by what cannot be counted', () => {
    const unknown = processes({ ...well, fds: null, severity: 'unknown' });
    expect(told([at('elevated', 1000), unknown, at('elevated', 1000)]).slice(1)).toEqual([[], []]);
  });

  test('is told of a process of no instance that crosses it while fdtop looks', () => {
    const other = (severity: ProcessSample['severity'], fds: number) => ({
      instances: [],
      processes: [sample({ pid: 5, role: 'other', instance: null, severity, fds })],
    });
    expect(told([other('ok', 5), other('elevated', 1000)])[1]).toEqual(['warn: process 5 is worth a look: 1,000 fds']);
  });
});

test('helpers, and processes of no instance, come and go without a word', () => {
  const helper = sample({ pid: 31, role: 'helper' });
  const other = sample({ pid: 32, role: 'other', instance: null });
  expect(told([processes(), processes(helper, other), processes()]).slice(1)).toEqual([[], []]);
});
