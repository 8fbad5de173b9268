import { expect, test } from 'vitest';
import { sparkline } from '../../src/model/sparkline.ts';

/** Eight columns of one second each. */
const line = (points: [at: number, fds: number][], marks: number[] = [8]) =>
  sparkline(
    points.map(([at, fds]) => ({ at, fds })),
    { width: 8, seconds: 8, marks },
  );

test('is blank where nothing was counted yet', () => {
  expect(line([])).toBe('        ');
  expect(line([[100, 0]])).toBe('       ▁');
});

test('rises with the count, from the left to the newest at the right', () => {
  expect(line([0, 1, 2, 3, 4, 5, 6, 7].map(value => [value, value]))).toBe('▁▂▃▄▅▆▇█');
});

test('leaves a calm worker at the bottom: the next threshold is the scale', () => {
  const calm = [40, 42, 41, 45, 40, 41, 43, 42].map((fds, at): [number, number] => [at, fds]);
  expect(line(calm, [1000, 10_000])).toBe('▁▁▁▁▁▁▁▁');
});

test('scales to the first threshold that the highest count does not reach', () => {
  const half: [number, number][] = [
    [6, 0],
    [7, 5000],
  ];
  // 5,000 of 10,000 is the fifth of eight bars; at 1,000 of 1,000 the next threshold is the scale.
  expect(line(half, [1000, 10_000]).at(-1)).toBe('▅');
  expect(line([[7, 1000]], [1000, 10_000]).at(-1)).toBe('▁');
});

test('scales to its highest point above all thresholds', () => {
  const points: [number, number][] = [
    [0, 0],
    [7, 80_000],
  ];
  expect(line(points, [1000, 10_000])).toMatch(/^▁.*█$/);
});

test.each([
  ['the next threshold while less than half of the limit is used', 500, 1024, 5],
  ['the threshold before the limit', 600, 2000, 5],
  ['the limit before the threshold behind it', 1010, 1024, 8],
  ['full at the limit, however far the next threshold is', 1024, 1024, 8],
  ['full over a limit that was lowered', 3000, 1024, 8],
  ['the limit, over all thresholds', 600_000, 1_048_576, 5],
  ['the highest count, over all thresholds and far from the limit', 488_868, 1_048_576, 8],
  ['the threshold without a limit', 1010, Number.POSITIVE_INFINITY, 1],
] as const)('scales to %s', (_, fds, limit, bar) => {
  const drawn = sparkline([{ at: 0, fds }], { width: 1, seconds: 8, marks: [1000, 10_000], limit });
  expect(drawn).toBe('▁▂▃▄▅▆▇█'[bar - 1]);
});

test('shows the highest count of each column', () => {
  expect(
    line([
      [6.2, 0],
      [6.5, 8],
      [6.8, 0],
      [7.9, 0],
    ]),
  ).toBe('      █▁');
});

test('repeats the last count where it is looked at less often than a column is wide', () => {
  expect(
    line([
      [1, 0],
      [4, 4],
      [8, 8],
    ]),
  ).toBe('▁▁▁▅▅▅▅█');
});

test('is as wide as asked for, whatever the points', () => {
  for (const width of [1, 12, 40]) {
    const points = Array.from({ length: 500 }, (_, at) => ({ at, fds: (at * 7919) % 1000 }));
    expect([...sparkline(points, { width, seconds: 120, marks: [1000] })]).toHaveLength(width);
  }
});

test('is as wide as asked for when the clock was set back', () => {
  expect(
    line([
      [5000, 1],
      [100, 2],
    ]),
  ).toHaveLength(8);
});

test('is drawn where nothing is the scale', () => {
  expect(line([[1, 0]], [])).toBe('       ▁');
});
