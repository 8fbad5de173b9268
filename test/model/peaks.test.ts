import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { History } from '../../src/model/history.ts';
import { HOUR_SECONDS, PEAK_SECONDS, Peaks } from '../../src/model/peaks.ts';
import { HISTORY_SECONDS } from '../../src/model/trend.ts';

const ALL = Number.POSITIVE_INFINITY;
const START = 1_800_000_000;

function peaks(...points: [second: number, fds: number][]): Peaks {
  const result = new Peaks();
  for (const [second, fds] of points) result.add({ at: START + second, fds });
  return result;
}
const seconds = (of: Peaks, end = ALL) => of.before(end).map(({ at, fds }) => [at - START, fds]);

describe('the peaks of an hour', () => {
  test('are the highest counts of each 6 s, in its middle', () => {
    expect(seconds(peaks([0, 4], [1, 9], [5, 5], [6, 3], [7, 2]))).toEqual([
      [3, 9],
      [9, 3],
    ]);
  });

  test('keep a peak of one second for an hour, and no longer', () => {
    const of = new Peaks();
    const add = (second: number) => of.add({ at: START + second, fds: second === 10 ? 9000 : 40 });
    for (let second = 0; second < HOUR_SECONDS; second += 1) add(second);
    expect(of.before(ALL)).toHaveLength(HOUR_SECONDS / PEAK_SECONDS);
    expect(seconds(of)[1]).toEqual([9, 9000]);
    for (let second = HOUR_SECONDS; second < HOUR_SECONDS + 18; second += 1) add(second);
    expect(of.before(ALL)).toHaveLength(HOUR_SECONDS / PEAK_SECONDS);
    expect(Math.max(...seconds(of).map(([, fds]) => fds!))).toBe(40);
    expect(seconds(of)[0]).toEqual([21, 40]);
  });

  test('grow in order, whatever the length at which they do', () => {
    for (const length of [31, 32, 33, 64, 65, 500, 599, 600, 601, 1000, 1201]) {
      const of = peaks(...Array.from({ length }, (_, index): [number, number] => [index * PEAK_SECONDS, index]));
      const kept = Math.min(length, 600);
      expect(seconds(of).map(([, fds]) => fds)).toEqual(
        Array.from({ length: kept }, (_, index) => length - kept + index),
      );
    }
  });

  test('have nothing where nothing was counted', () => {
    expect(seconds(peaks([0, 4], [30, 5]))).toEqual([
      [3, 4],
      [33, 5],
    ]);
  });

  test('end before a moment: what is known better of the time after it', () => {
    expect(seconds(peaks([0, 4], [6, 5], [12, 6]), START + 12)).toEqual([
      [3, 4],
      [9, 5],
    ]);
    expect(seconds(peaks([0, 4], [6, 5]), START + 11.9)).toEqual([[3, 4]]);
  });

  test('begin anew after a pause of an hour, or when the clock was set back', () => {
    expect(seconds(peaks([0, 4], [HOUR_SECONDS, 5]))).toEqual([[HOUR_SECONDS + 3, 5]]);
    expect(seconds(peaks([7200, 4], [0, 5]))).toEqual([[3, 5]]);
  });

  test('lose nothing when the clock is put right by some seconds', () => {
    expect(seconds(peaks([0, 4], [20, 6], [15, 7], [25, 8]))).toEqual([
      [3, 4],
      [21, 7],
      [27, 8],
    ]);
  });

  test('know the largest count that there can be', () => {
    expect(seconds(peaks([0, 2 ** 31]))).toEqual([[3, 2 ** 31]]);
  });

  test('of 2,000 processes, and their last two minutes, take less than 10 MB', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage();
    const all = Array.from({ length: 2000 }, () => {
      const of = { peaks: new Peaks(), history: new History(HISTORY_SECONDS) };
      for (let span = 0; span < 700; span += 1) of.peaks.add({ at: START + span * PEAK_SECONDS, fds: span });
      for (let second = 0; second < 300; second += 1) of.history.add({ at: START + second, fds: second });
      return of;
    });
    collect();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    expect(arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(10e6);
    expect(all[0]!.peaks.before(ALL)).toHaveLength(600);
    expect(all[0]!.history.size).toBe(121);
  });
});
