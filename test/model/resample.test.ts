import { describe, expect, test } from 'vitest';
import { resample } from '../../src/model/resample.ts';

const at = (...points: [at: number, fds: number][]) => points.map(([second, fds]) => ({ at: second, fds }));

describe('counts on columns of time', () => {
  test('the highest of each column stands for it: a peak of one second is not lost', () => {
    const points = at(
      ...Array.from({ length: 101 }, (_, second): [number, number] => [second, second === 37 ? 9000 : 40]),
    );
    expect(resample(points, 0, 100, 10)).toEqual([40, 40, 40, 9000, 40, 40, 40, 40, 40, 40]);
  });

  test('between two counts that lie far apart is a straight line', () => {
    expect(resample(at([0, 0], [60, 60], [120, 120]), 0, 120, 13)).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120,
    ]);
  });

  test('what was before the first column leads into it', () => {
    expect(resample(at([-10, 100], [0, 110], [10, 120]), 5, 10, 1)).toEqual([120]);
    expect(resample(at([-4, 10], [4, 50]), 0, 4, 4)[0]).not.toBeNull();
  });

  test('what comes after the end is not there: the screen is paused', () => {
    expect(resample(at([0, 1], [1, 2], [2, 9000]), 0, 1, 2)).toEqual([1, 2]);
  });

  test('nothing is null everywhere', () => {
    expect(resample([], 0, 10, 3)).toEqual([null, null, null]);
  });
});

describe('a gap', () => {
  test('is a pause much longer than those around it', () => {
    const points = at([0, 5], [1, 5], [2, 5], [50, 5], [51, 5], [52, 5]);
    expect(resample(points, 0, 60, 6)).toEqual([5, null, null, null, null, 5]);
  });

  test('is none where fdtop counts seldom', () => {
    const points = at([0, 5], [60, 5], [120, 5], [180, 5]);
    expect(resample(points, 0, 180, 6)).toEqual([5, 5, 5, 5, 5, 5]);
  });

  test('is none where the interval was made longer meanwhile', () => {
    const points = at([0, 5], [1, 5], [2, 5], [32, 5], [62, 5]);
    expect(resample(points, 0, 62, 4)).toEqual([5, 5, 5, 5]);
  });

  test('is at the end when nothing is counted any more, and before the first count', () => {
    expect(resample(at([20, 5], [21, 5], [22, 5]), 0, 60, 6)).toEqual([null, null, 5, null, null, null]);
    expect(resample(at([48, 5], [49, 5], [50, 5]), 0, 60, 6)).toEqual([null, null, null, null, 5, 5]);
  });
});
