import { describe, expect, test } from 'vitest';
import { niceStep, scaleOf } from '../../src/model/chart-scale.ts';

const marks = (limit: number) => [
  { name: 'warn', value: 1000 },
  { name: 'leak', value: 10_000 },
  { name: 'limit', value: limit },
];

describe('the top of a chart', () => {
  test.each([
    ['the first threshold, for a worker that idles', 41, 1_048_576, 1000],
    ['that threshold, when it is just reached', 1000, 1_048_576, 1000],
    ['a little above the counts, where the next threshold is far', 1204, 1_048_576, 1500],
    ['the next threshold, when it is near', 4000, 1_048_576, 10_000],
    ['the limit, when it is near', 488_868, 1_048_576, 1_048_576],
    ['a little above the counts, where the limit is far', 12_000, 1_048_576, 15_000],
    ['the limit, too, when it is close to the threshold', 900, 1024, 1024],
    ['above the limit, when the counts are', 5000, 1024, 10_000],
    ['a little above the counts, with nothing above', 50_000, 20_000, 60_000],
    ['not a limit that is no limit', 50_000, Number.POSITIVE_INFINITY, 60_000],
  ])('is %s', (_, highest, limit, top) => {
    expect(scaleOf([3, highest, 20], marks(limit))).toEqual({ bottom: 0, top });
  });

  test('is there without counts and without marks', () => {
    expect(scaleOf([], [])).toEqual({ bottom: 0, top: 1 });
    expect(scaleOf([], [], true)).toEqual({ bottom: 0, top: 1 });
  });
});

describe('zoomed', () => {
  test('it begins below the lowest and ends above the highest count, both round', () => {
    expect(scaleOf([488_120, 488_868], marks(1_048_576), true)).toEqual({ bottom: 488_000, top: 489_000 });
  });

  test('it does not make a mountain of two fds', () => {
    expect(scaleOf([41, 42], [], true)).toEqual({ bottom: 39, top: 43 });
    expect(scaleOf([0, 0], [], true)).toEqual({ bottom: 0, top: 4 });
  });
});

test.each([
  [0.2, 1],
  [1, 1],
  [1.2, 2],
  [21, 50],
  [500, 500],
  [501, 1000],
])('a step of at least %d is %d', (least, step) => {
  expect(niceStep(least)).toBe(step);
});
