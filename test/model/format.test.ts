import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatGrowth,
  formatPercent,
  formatSeconds,
  formatShortCount,
  plural,
} from '../../src/model/format.ts';

test.each([
  [null, '?'],
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [999_499, '999,499'],
  [1_048_576, '1,048,576'],
  [Number.POSITIVE_INFINITY, 'unlimited'],
])('a count of %s is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

describe('a short count', () => {
  test.each([
    [null, '?'],
    [0, '0'],
    [9_999, '9,999'],
    [9_999.4, '9,999'],
    [9_999.6, '10k'],
    [10_000, '10k'],
    [502_311, '502k'],
    [999_499, '999k'],
    [999_500, '1.00M'],
    [2_466_170, '2.47M'],
    [999_499_999, '999M'],
    [999_500_000, '1.00G'],
    [1_073_741_816, '1.07G'],
    [999.4e9, '999G'],
    [1e12, '1.00T'],
    [999.4e12, '999T'],
    [999.6e12, '∞'],
    [2 ** 63, '∞'],
  ])('of %s is %s', (count, text) => {
    expect(formatShortCount(count)).toBe(text);
  });

  test('takes at most five columns, whatever the number', () => {
    for (let exponent = 0; exponent < 19; exponent += 0.001) {
      const count = 10 ** exponent;
      expect(formatShortCount(count).length, String(count)).toBeLessThanOrEqual(5);
    }
  });
});

test.each([
  [null, '?'],
  [0, '0%'],
  [0.4, '0%'],
  [46.6, '47%'],
  [100, '100%'],
  [999, '999%'],
  [999.6, '>999%'],
  [4_774_100, '>999%'],
])('%s percent are %s', (percent, text) => {
  expect(formatPercent(percent)).toBe(text);
});

describe('growth', () => {
  test.each([
    [null, '·'],
    [0, '0'],
    [0.004, '0'],
    [-0.004, '0'],
    [0.006, '+0.01/s'],
    [0.05, '+0.05/s'],
    [0.094, '+0.09/s'],
    [0.096, '+0.1/s'],
    [0.42, '+0.4/s'],
    [9.94, '+9.9/s'],
    [9.96, '+10/s'],
    [312, '+312/s'],
    [-3, '-3.0/s'],
    [9_999.7, '+10k/s'],
    [-20_000, '-20k/s'],
  ])('of %s is %s', (perSecond, text) => {
    expect(formatGrowth(perSecond)).toBe(text);
  });

  test('takes at most eight columns, whatever the number', () => {
    for (let exponent = -4; exponent < 9; exponent += 0.001) {
      for (const sign of [1, -1]) expect(formatGrowth(sign * 10 ** exponent).length).toBeLessThanOrEqual(8);
    }
  });
});

describe('a duration', () => {
  test.each([
    [null, '-'],
    [0, '0 s'],
    [0.9, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [119.9, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [86_399, '23 h'],
    [86_400, '1 d'],
    [86_400 * 365 - 1, '364 d'],
    [86_400 * 365, '1 y'],
    [86_400 * 365 * 99, '99 y'],
    [86_400 * 365 * 100, '>99 y'],
    [Number.POSITIVE_INFINITY, '>99 y'],
  ])('of %s s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('takes at most six columns, whatever the number', () => {
    for (let exponent = -2; exponent < 12; exponent += 0.001) {
      expect(formatDuration(10 ** exponent).length).toBeLessThanOrEqual(6);
    }
  });
});

test.each([
  [0, '0.0 s'],
  [1.24, '1.2 s'],
  [9.9, '9.9 s'],
  [10, '10 s'],
  [59.9, '59 s'],
  [61, '1 min'],
])('what took %s s is said to have taken %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

describe('bytes', () => {
  test.each([
    [null, '-'],
    [0, '0B'],
    [999, '999B'],
    [1000, '1K'],
    [1024, '1K'],
    [851_443_712, '812M'],
    [1024 ** 3, '1.0G'],
    [1.5 * 1024 ** 3, '1.5G'],
    [20 * 1024 ** 3, '20G'],
    [3 * 1024 ** 4, '3.0T'],
  ])('%s are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('take at most five columns, up to 9,999 TiB', () => {
    for (let exponent = 0; exponent < 15.99; exponent += 0.001) {
      expect(formatBytes(10 ** exponent).length, String(10 ** exponent)).toBeLessThanOrEqual(5);
    }
  });
});

test.each([
  [0, '0 workers'],
  [1, '1 worker'],
  [2, '2 workers'],
  [1200, '1,200 workers'],
])('%d are %s', (count, text) => {
  expect(plural(count, 'worker')).toBe(text);
});

test('a plural of its own', () => {
  expect(plural(2, 'process', 'processes')).toBe('2 processes');
});
