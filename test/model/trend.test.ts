import { describe, expect, test } from 'vitest';
import { History } from '../../src/model/history.ts';
import { HISTORY_SECONDS, secondsToLimit, trendOf } from '../../src/model/trend.ts';

/** The trend after `seconds` of a count that is `fds(t)` at second t, looked at every `every` seconds. */
function trendAfter(seconds: number, fds: (t: number) => number, every = 1) {
  const history = new History(HISTORY_SECONDS);
  for (let t = 0; t <= seconds; t += every) history.add({ at: 1000 + t, fds: Math.round(fds(t)) });
  return trendOf(history);
}

/** The same noise each time: numbers in [-1, 1) without a trend (a linear congruential generator). */
function noise(): () => number {
  let state = 42;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

/** Every second at which a forecast was given, over two minutes. */
function forecasts(fds: (t: number) => number, from = 0): number[] {
  return Array.from({ length: 240 }, (_, t) => t).filter(t => t >= from && trendAfter(t, fds).steady);
}

describe('growth', () => {
  test('is not known before the third look', () => {
    expect(trendAfter(0, () => 5).perSecond).toBeNull();
    expect(trendAfter(1, t => t).perSecond).toBeNull();
    expect(trendAfter(2, t => 10 * t).perSecond).toBe(10);
    expect(trendOf(new History(120))).toEqual({ perSecond: null, steady: false });
  });

  test.each([1, 7, 312, 100_000])('of a line is its slope: %d/s', slope => {
    expect(trendAfter(30, t => 41 + slope * t)).toEqual({ perSecond: slope, steady: true });
  });

  test.each([0.1, 0.25, 1, 2, 5, 10, 30])('does not depend on how often is looked: every %d s', every => {
    const { perSecond, steady } = trendAfter(120, t => 100 + 20 * t, every);
    expect(perSecond).toBeCloseTo(20, 0);
    // Fewer than eight looks in the whole history are too few for a forecast.
    expect(steady).toBe(120 / every + 1 >= 8 && every < 30);
  });

  test('of a noisy line is near its slope', () => {
    const random = noise();
    const { perSecond, steady } = trendAfter(60, t => 500 + 20 * t + 15 * random());
    expect(perSecond).toBeGreaterThan(17);
    expect(perSecond).toBeLessThan(23);
    expect(steady).toBe(true);
  });

  test('in bursts of 100 every 5 s is 20/s, at any moment, and goes on', () => {
    for (let t = 30; t <= 60; t += 1) {
      const { perSecond, steady } = trendAfter(t, now => 100 * Math.floor(now / 5));
      expect(perSecond, `after ${t} s`).toBeGreaterThan(14);
      expect(perSecond, `after ${t} s`).toBeLessThan(26);
      expect(steady, `after ${t} s`).toBe(true);
    }
  });

  test('of 0.05/s shows within two minutes, though a quarter of a minute hardly has one fd more', () => {
    expect(trendAfter(120, t => 300 + 0.05 * t).perSecond).toBeCloseTo(0.05, 2);
  });

  test('of 6 fds in two minutes is shown, but no forecast is built on it', () => {
    expect(trendAfter(120, t => 300 + 0.05 * t).steady).toBe(false);
  });

  test('of 0.2/s gets its forecast: 24 fds in two minutes', () => {
    expect(trendAfter(120, t => 300 + 0.2 * t).steady).toBe(true);
  });

  test('is negative where fds are closed, and then there is no forecast', () => {
    expect(trendAfter(30, t => 5000 - 10 * t)).toEqual({ perSecond: -10, steady: false });
  });

  test('is 0 where nothing changes', () => {
    expect(trendAfter(60, () => 4711)).toEqual({ perSecond: 0, steady: false });
    expect(trendAfter(60, () => 0)).toEqual({ perSecond: 0, steady: false });
  });

  test('of a leak that begins is seen within a quarter of a minute after a long calm', () => {
    expect(trendAfter(118, t => 100 + 50 * Math.max(0, t - 100)).perSecond).toBe(50);
    expect(trendAfter(118, t => 100 + 50 * Math.max(0, t - 100)).steady).toBe(true);
  });

  test('of a leak that stopped is over', () => {
    expect(trendAfter(100, t => 100 + 50 * Math.min(t, 20))).toEqual({ perSecond: 0, steady: false });
  });

  test('is not moved by one outlier, up or down, wherever it lies', () => {
    for (const outlier of [100_000, 0]) {
      for (let at = 51; at < 60; at += 1) {
        const { perSecond, steady } = trendAfter(60, t => (t === at ? outlier : 100 + 20 * t));
        expect(perSecond, `${outlier} at ${at}`).toBeGreaterThan(18);
        expect(perSecond, `${outlier} at ${at}`).toBeLessThan(22);
        expect(steady, `${outlier} at ${at}`).toBe(true);
      }
    }
  });

  test('is none where one outlier is all that happened', () => {
    for (let now = 50; now < 100; now += 1) {
      expect(
        trendAfter(now, t => (t === 50 ? 9000 : 100)),
        `after ${now} s`,
      ).toEqual({ perSecond: 0, steady: false });
    }
  });
});

describe('a step between two plateaus is no growth', () => {
  // From 1 to 6 s: a worker that boots, or a pool that fills, is seen in the middle of it.
  test.each([0, 1, 2, 3])('when it took %d s and lies two windows back', took => {
    for (let now = 60 + took + 16; now <= 240; now += 1) {
      const step = (t: number) => 100 + 5000 * Math.min(1, Math.max(0, (t - 60) / Math.max(took, 0.001)));
      expect(trendAfter(now, step), `after ${now} s`).toEqual({ perSecond: 0, steady: false });
    }
  });

  test('and gets no forecast at any moment when it was one jump', () => {
    expect(forecasts(t => (t < 60 ? 100 : 5100))).toEqual([]);
  });

  test('down neither', () => {
    for (let now = 10; now <= 200; now += 1) {
      expect(
        trendAfter(now, t => (t < 60 ? 5100 : 100)),
        `after ${now} s`,
      ).toMatchObject({ perSecond: 0 });
    }
  });

  test('with noise on the plateaus neither', () => {
    const random = noise();
    const counts = Array.from({ length: 240 }, (_, t) => (t < 60 ? 100 : 5100) + 3 * random());
    expect(forecasts(t => counts[t]!)).toEqual([]);
  });

  test('a worker that boots within 4 s and then idles gets no forecast', () => {
    expect(forecasts(t => 10 + 50 * Math.min(1, t / 4))).toEqual([]);
    expect(forecasts(t => 10 + 500 * Math.min(1, t / 3))).toEqual([]);
  });
});

describe('a healthy worker oscillates and gets no forecast', () => {
  const saw = (period: number, height: number) => (t: number) => 100 + (height * (t % period)) / period;

  // What lies before its first fall may be a leak: that is known only afterwards.
  test.each([
    [4, 50],
    [10, 50],
    [20, 50],
    [30, 200],
    [50, 900],
  ])('a sawtooth of %d s and %d fds', (period, height) => {
    expect(forecasts(saw(period, height), period + 2)).toEqual([]);
  });

  test.each([8, 20, 60])('a wave of %d s', period => {
    const wave = (t: number) => 500 + 400 * Math.sin((2 * Math.PI * t) / period);
    expect(forecasts(wave, period)).toEqual([]);
  });

  test('requests that come and go', () => {
    const random = noise();
    const counts = Array.from({ length: 240 }, () => 200 + 100 * random());
    const wrong = forecasts(t => counts[t]!);
    expect(wrong).toEqual([]);
  });

  test('but a leak under the same waves is found', () => {
    const wave = (t: number) => 500 + 20 * Math.sin((2 * Math.PI * t) / 8) + 30 * t;
    expect(trendAfter(60, wave).steady).toBe(true);
    expect(trendAfter(60, wave).perSecond).toBeCloseTo(30, -1);
  });

  test('and a leak that begins after a fall is found, too', () => {
    const fallen = (t: number) => (t < 50 ? 1000 : 200 + 300 * (t - 50));
    expect(trendAfter(70, fallen)).toEqual({ perSecond: 300, steady: true });
  });
});

describe('the time to the limit', () => {
  const steady = { perSecond: 10, steady: true };

  test('is what is left, divided by the growth', () => {
    expect(secondsToLimit(424, 1024, steady)).toBe(60);
  });

  test('is 0 at the limit and over it (it may have been lowered)', () => {
    expect(secondsToLimit(1024, 1024, steady)).toBe(0);
    expect(secondsToLimit(5000, 1024, steady)).toBe(0);
    expect(secondsToLimit(1, 0, steady)).toBe(0);
  });

  test.each<[string, Parameters<typeof secondsToLimit>]>([
    ['the count is not known', [null, 1024, steady]],
    ['the limit is not known', [100, null, steady]],
    ['there is no limit', [100, Number.POSITIVE_INFINITY, steady]],
    ['the growth is not known', [100, 1024, { perSecond: null, steady: false }]],
    ['the growth is not steady', [100, 1024, { perSecond: 10, steady: false }]],
    ['it shrinks', [100, 1024, { perSecond: -10, steady: false }]],
  ])('is none when %s', (_, args) => {
    expect(secondsToLimit(...args)).toBeNull();
  });
});
