import { describe, expect, test } from 'vitest';
import { judge, resolveAll } from '../../src/watch/rules.ts';
import { emptyState } from '../../src/watch/state.ts';
import { Feed, RULES, shortOf, snapshotOf, worker } from './samples.ts';

/** A feed that has seen this worker healthy. */
function feedOf(...rows: ReturnType<typeof worker>[]): Feed {
  const feed = new Feed();
  feed.see(...(rows.length > 0 ? rows : [worker(7, 40)]));
  return feed;
}

describe('a threshold', () => {
  test('is passed in two samples, not in one', () => {
    const feed = feedOf();
    expect(feed.told(1, worker(7, 10_000))).toEqual([]);
    expect(feed.told(1, worker(7, 40))).toEqual([]);
    expect(feed.told(1, worker(7, 10_000))).toEqual([]);
    expect(feed.told(1, worker(7, 10_000))).toEqual(['alert leak 7']);
    expect(feed.told(100, worker(7, 20_000))).toEqual([]);
  });

  test('is told once while the count sways around it', () => {
    const feed = feedOf();
    const told = Array.from({ length: 200 }, (_, tick) => feed.told(1, worker(7, tick % 2 ? 1100 : 950))).flat();
    expect(told).toEqual([]);
    expect(feed.told(2, worker(7, 1100))).toEqual(['alert warn 7']);
    const swaying = Array.from({ length: 200 }, (_, tick) => feed.told(1, worker(7, tick % 4 ? 910 : 1100))).flat();
    expect(swaying).toEqual([]);
  });

  test('is left only under 90 % of it, for five samples', () => {
    const feed = feedOf();
    feed.told(2, worker(7, 1500));
    expect(feed.told(50, worker(7, 900))).toEqual([]);
    expect(feed.told(4, worker(7, 899))).toEqual([]);
    expect(feed.told(1, worker(7, 901))).toEqual([]);
    expect(feed.told(4, worker(7, 899))).toEqual([]);
    expect(feed.told(1, worker(7, 899))).toEqual(['resolved warn 7 under']);
    expect(feed.told(50, worker(7, 40))).toEqual([]);
    expect(feed.state.processes['7@1007']!.levels).toEqual({});
  });

  test('each of them alerts as a leak grows, and resolves', () => {
    const feed = feedOf();
    const limit = { limitSoft: 20_000 };
    expect(feed.told(3, worker(7, 1000, limit))).toEqual(['alert warn 7']);
    expect(feed.told(3, worker(7, 10_000, limit))).toEqual(['alert leak 7']);
    expect(feed.told(1, worker(7, 18_000, limit))).toEqual(['alert critical 7']);
    expect(feed.told(9, worker(7, 40, limit)).sort()).toEqual([
      'resolved critical 7 under',
      'resolved leak 7 under',
      'resolved warn 7 under',
    ]);
  });

  test('who jumps over all of them alerts once, and is told where it is when it comes down', () => {
    const feed = feedOf();
    const limit = { limitSoft: 20_000 };
    expect(feed.told(9, worker(7, 19_000, limit))).toEqual(['alert critical 7']);
    expect(feed.told(9, worker(7, 12_000, limit))).toEqual(['resolved critical 7 under', 'alert leak 7']);
    expect(feed.told(9, worker(7, 2000, limit))).toEqual(['resolved leak 7 under', 'alert warn 7']);
    expect(feed.told(9, worker(7, 20, limit))).toEqual(['resolved warn 7 under']);
  });

  test('holds for masters and dirty workers, each on its own', () => {
    const feed = feedOf(worker(1, 9, { role: 'master' }), worker(7, 40), worker(8, 40, { role: 'dirty-worker' }));
    const told = feed.told(
      2,
      worker(1, 1000, { role: 'master' }),
      worker(7, 1000),
      worker(8, 1000, { role: 'dirty-worker' }),
    );
    expect(told).toEqual(['alert warn 1', 'alert warn 7', 'alert warn 8']);
    expect(feed.told(9, worker(7, 5000, { instance: null, pid: 99 }))).not.toContain('alert warn 99');
  });

  test('that is moved by a reload resolves or alerts by the same rules', () => {
    const feed = feedOf();
    feed.told(2, worker(7, 1500));
    feed.rules = { ...RULES, warn: 5000 };
    expect(feed.told(5, worker(7, 1500))).toEqual(['resolved warn 7 under']);
    feed.rules = RULES;
    expect(feed.told(2, worker(7, 1500))).toEqual(['alert warn 7']);
  });
});

test('critical alerts at once', () => {
  expect(feedOf().told(1, worker(7, 921, { limitSoft: 1024 }))).toEqual([]);
  expect(feedOf().told(1, worker(7, 922, { limitSoft: 1024 }))).toEqual(['alert critical 7']);
});

test('an unlimited worker and one whose limit cannot be read are never critical', () => {
  const unlimited = { limitSoft: Number.POSITIVE_INFINITY, usedPercent: 0 };
  expect(feedOf().told(5, worker(7, 900, unlimited))).toEqual([]);
  expect(feedOf().told(5, worker(7, 900, { limitSoft: null, usedPercent: null }))).toEqual([]);
});

describe('a forecast', () => {
  const near = (fds: number, secondsToLimit: number | null, fdsPerSecond: number | null = 10) =>
    worker(7, fds, { fdsPerSecond, secondsToLimit });

  test('within 10 minutes alerts, in words that say when', () => {
    const feed = feedOf();
    feed.see(near(500, 500));
    const [news] = feed.see(near(510, 490));
    expect(news).toMatchObject({ event: 'alert', level: 'forecast', key: '7@1007:forecast' });
    expect(news!.text).toBe(
      'worker 7 of gunicorn.service (shop) is full in 8 min: 510 open files, 1% of 65,536, +10/s',
    );
  });

  test('resolves only when it is far away for 15 samples: it comes and goes with the growth', () => {
    const feed = feedOf();
    feed.told(2, near(500, 500));
    expect(feed.told(30, near(500, 1000))).toEqual([]);
    expect(feed.told(14, near(500, null, 0))).toEqual([]);
    expect(feed.told(1, near(500, null, 0))).toEqual(['resolved forecast 7 under']);
  });

  test('that is not known yet, as after a restart, resolves nothing', () => {
    const feed = feedOf();
    feed.told(2, near(500, 500));
    expect(feed.told(100, near(500, null, null))).toEqual([]);
  });

  test('says nothing new of a worker that is critical; and 0 minutes turn it off', () => {
    expect(feedOf().told(5, worker(7, 60_000, { fdsPerSecond: 10, secondsToLimit: 300 }))).toEqual([
      'alert critical 7',
    ]);
    const off = new Feed({ forecastMinutes: 0 });
    expect(off.told(5, near(500, 1))).toEqual(['instance-found']);
  });
});

describe('a worker that may not be counted', () => {
  test('is one alert for its instance, and resolves nothing', () => {
    const feed = feedOf(worker(7, 40), worker(8, 40));
    feed.told(2, worker(7, 20_000), worker(8, 40));
    expect(feed.told(100, worker(7, null), worker(8, null))).toEqual(['alert unknown']);
    expect(feed.told(4, worker(7, 20_000), worker(8, 40))).toEqual([]);
    expect(feed.told(1, worker(7, 20_000), worker(8, 40))).toEqual(['resolved unknown counted']);
    expect(feed.told(9, worker(7, 40), worker(8, 40))).toEqual(['resolved leak 7 under']);
  });

  test('is over with its instance', () => {
    const feed = feedOf(worker(7, null));
    feed.told(3, worker(7, null));
    expect(feed.told(3)).toEqual(['resolved unknown ended', 'instance-gone']);
    expect(feed.state).toEqual(emptyState());
  });

  test('says how many, and the way out', () => {
    const rows = [worker(7, null), worker(8, 4)];
    const once = judge(emptyState(), snapshotOf(rows, { privileged: false }), RULES).state;
    const [news] = judge(once, snapshotOf(rows, { privileged: false }), RULES).news;
    expect(news!.text).toBe(
      'cannot count the open files of 1 of 2 processes of gunicorn.service (shop): permission denied, run fdtop watch as root',
    );
  });
});

describe('a worker that ends', () => {
  test('resolves what was told of it, with that reason, and is forgotten', () => {
    const feed = feedOf(worker(7, 40), worker(8, 40));
    feed.told(2, worker(7, 20_000), worker(8, 40));
    expect(feed.told(1, worker(8, 40))).toEqual([]);
    expect(feed.told(1, worker(8, 40), worker(9, 30))).toEqual(['resolved leak 7 ended', 'worker-replaced']);
    expect(Object.keys(feed.state.processes)).toEqual(['8@1008', '9@1009']);
  });

  test('and is only missed in one sample changes nothing', () => {
    const feed = feedOf(worker(7, 40), worker(8, 40));
    feed.told(2, worker(7, 20_000), worker(8, 40));
    for (let round = 0; round < 5; round += 1) {
      expect(feed.told(1, worker(8, 40))).toEqual([]);
      expect(feed.told(1, worker(7, 20_000), worker(8, 40))).toEqual([]);
    }
  });

  test('whose pid is used again is another one', () => {
    const feed = feedOf();
    feed.told(2, worker(7, 20_000));
    const again = worker(7, 20_000, { startTime: 999_999 });
    expect(feed.told(3, again)).toEqual(['resolved leak 7 ended', 'worker-replaced', 'alert leak 7']);
  });

  test('is told once when nothing comes in its place', () => {
    const feed = feedOf(worker(7, 40), worker(8, 40));
    const told = feed.told(100, worker(8, 40));
    expect(told).toEqual(['worker-gone']);
    expect(feed.state.instances['1@1']!.gone).toEqual([]);
  });

  test('by a reload, which starts the new before it ends the old: each has its successor', () => {
    const feed = feedOf(worker(7, 40), worker(8, 40));
    expect(feed.told(3, worker(7, 40), worker(8, 40), worker(9, 5), worker(10, 5))).toEqual([]);
    expect(feed.told(3, worker(9, 5), worker(10, 5))).toEqual(['worker-replaced', 'worker-replaced']);
  });

  test('with its master is one piece of news, beside what it resolves', () => {
    const feed = feedOf(worker(1, 9, { role: 'master' }), worker(7, 40));
    feed.told(2, worker(1, 9, { role: 'master' }), worker(7, 20_000));
    expect(feed.told(5)).toEqual(['resolved leak 7 ended', 'instance-gone']);
    expect(feed.state).toEqual(emptyState());
  });
});

test('an instance is told when it is found, and its workers are no news then', () => {
  const feed = new Feed();
  const [news, ...rest] = feed.see(worker(1, 5, { role: 'master' }), worker(7, 40));
  expect(news).toMatchObject({ event: 'instance-found', text: 'watching gunicorn.service (shop), master 1, 1 worker' });
  expect(rest).toEqual([]);
});

test('a reboot ends all that was told', () => {
  const feed = feedOf(worker(7, 40), worker(8, null));
  feed.told(2, worker(7, 20_000), worker(8, null));
  expect(resolveAll(feed.state, 'rebooted').map(shortOf)).toEqual([
    'resolved leak 7 rebooted',
    'resolved unknown rebooted',
  ]);
});

test('the sentences', () => {
  const feed = feedOf();
  const row = worker(7, 12_345, { fdsPerSecond: 312, secondsToLimit: 170, limitSoft: 65_536 });
  feed.see(row);
  const texts = feed.see(row).map(({ text }) => text);
  expect(texts[0]).toBe(
    'worker 7 of gunicorn.service (shop) leaks: 12,345 open files, 19% of 65,536, +312/s, full in 2 min (10,000 or more)',
  );
  feed.see(worker(8, 5));
  const ended = feed.see(worker(8, 5)).map(({ text }) => text);
  expect(ended).toEqual([
    'worker 7 of gunicorn.service (shop) has ended, it had 12,345 open files',
    'worker 7 of gunicorn.service (shop) has ended, it had 12,345 open files',
    'worker 7 of gunicorn.service (shop) is gone with 12,345 open files; 8 came in its place',
  ]);
});
