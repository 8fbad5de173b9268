import type { Point } from './history.ts';

const BARS = '▁▂▃▄▅▆▇█';

/**
 * The last `seconds` as a line of `width` bars, oldest left; blank where nothing was counted yet. Scaled from 0 to the
 * highest point or `ceiling`, whichever is more: a worker that idles at 41 stays at the bottom instead of filling the
 * line with its noise.
 */
export function sparkline(
  points: readonly Point[],
  { width, seconds, ceiling }: { width: number; seconds: number; ceiling: number },
): string {
  const newest = points.at(-1)?.at ?? 0;
  const columns = new Array<number>(width).fill(-1);
  for (const { at, fds } of points) {
    const column = width - 1 - Math.floor(((newest - at) / seconds) * width);
    if (column >= 0 && column < width) columns[column] = Math.max(columns[column]!, fds);
  }
  const top = Math.max(ceiling, ...columns);
  let last = -1;
  return columns
    .map(value => {
      // Where the interval is longer than a column, the last known count stands in.
      last = value === -1 ? last : value;
      return last === -1 ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((last / top) * BARS.length))];
    })
    .join('');
}
