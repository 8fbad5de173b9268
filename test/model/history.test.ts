import { describe, expect, test } from 'vitest';
import { History } from '../../src/model/history.ts';

function history(...ats: number[]): History {
  const result = new History(120);
  for (const at of ats) result.add({ at, fds: at });
  return result;
}
const ats = (points: readonly { at: number }[]) => points.map(({ at }) => at);

describe('a history', () => {
  test('keeps what is exactly as old as it goes back, and drops what is older', () => {
    expect(ats(history(0, 1, 60, 120).points)).toEqual([0, 1, 60, 120]);
    expect(ats(history(0, 1, 60, 121).points)).toEqual([1, 60, 121]);
  });

  test('holds no more than its time, however long it runs', () => {
    expect(history(...Array.from({ length: 10_000 }, (_, index) => index)).points).toHaveLength(121);
  });

  test('begins anew after a gap longer than itself', () => {
    expect(ats(history(0, 1, 2, 500).points)).toEqual([500]);
  });

  test('begins anew when the clock was set back: the old points would never expire', () => {
    expect(ats(history(5000, 5001, 5002, 1400, 1401).points)).toEqual([1400, 1401]);
  });

  test('takes two points of one moment', () => {
    expect(ats(history(7, 7).points)).toEqual([7, 7]);
  });
});

describe('its last points', () => {
  test('are those of the last seconds', () => {
    expect(ats(history(0, 5, 10, 15, 20, 25).last(15, 2))).toEqual([10, 15, 20, 25]);
  });

  test('are at least so many, when they lie far apart', () => {
    expect(ats(history(0, 30, 60, 90, 120).last(15, 4))).toEqual([30, 60, 90, 120]);
  });

  test('are all there are, when there are fewer', () => {
    expect(ats(history(0, 30).last(15, 5))).toEqual([0, 30]);
    expect(history().last(15, 5)).toEqual([]);
  });
});

describe('whether all counts are the same', () => {
  const flat = (...fds: number[]) => {
    const result = new History(2);
    for (const [at, count] of fds.entries()) result.add({ at, fds: count });
    return result.isFlat;
  };

  test('holds until another comes, and again when that has expired', () => {
    expect(flat(5, 5, 5)).toBe(true);
    expect(flat(5, 5, 6)).toBe(false);
    expect(flat(5, 6, 6)).toBe(false);
    expect(flat(5, 6, 6, 6)).toBe(true);
    expect(flat(5, 6, 6, 6, 5)).toBe(false);
    expect(flat()).toBe(true);
  });
});

test('its newest point is known, and none before the first', () => {
  expect(history(1, 2, 3).newest).toEqual({ at: 3, fds: 3 });
  expect(history().newest).toBeNull();
});
