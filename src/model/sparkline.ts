import type { Point } from './history.ts';

const BARS = '▁▂▃▄▅▆▇█';

export interface SparklineOptions {
  /** Bars. */
  width: number;
  seconds: number;
  /** Values that mean something, ascending. */
  marks: readonly number[];
  /** The most that can be reached, where it is known. */
  limit?: number | null;
}

/**
 * The last `seconds` as a line of `width` bars, oldest left; blank where nothing was counted yet. Scaled from 0 to the
 * first mark above the highest point, so its height tells how near that is: a worker that idles at 41 stays at the
 * bottom instead of filling the line with its noise. Above all marks the highest point is the top. So is the limit, once
 * half of it is reached: with 1,023 of 1,024 the line is full, though the next mark may be far.
 */
export function sparkline(points: readonly Point[], { width, seconds, marks, limit = null }: SparklineOptions): string {
  const newest = points.at(-1)?.at ?? 0;
  const columns = new Array<number>(width).fill(-1);
  for (const { at, fds } of points) {
    const column = width - 1 - Math.floor(((newest - at) / seconds) * width);
    if (column >= 0 && column < width) columns[column] = Math.max(columns[column]!, fds);
  }
  const highest = Math.max(1, ...columns);
  const top = topOf(highest, marks, limit);
  let last = -1;
  return columns
    .map(value => {
      // Where the interval is longer than a column, the last known count stands in.
      last = value === -1 ? last : value;
      return last === -1 ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((last / top) * BARS.length))];
    })
    .join('');
}

function topOf(highest: number, marks: readonly number[], limit: number | null): number {
  const next = marks.find(mark => mark > highest) ?? highest;
  if (limit === null || highest * 2 < limit) return next;
  // A limit that was lowered under it is passed.
  return highest >= limit || next === highest ? Math.max(highest, limit) : Math.min(next, limit);
}
