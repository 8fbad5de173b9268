import type { Point } from './history.ts';

/** Two counts further apart than this, and than three times those beside them, have nothing between them: a gap. */
const SHORTEST_GAP_SECONDS = 10;
const GAP_FACTOR = 3;

/**
 * The counts from `from` to `to` (seconds) on `count` columns of equal time: the highest of each; between two columns a
 * straight line; null where nothing was counted. How often fdtop counts may change at any time, so a gap is a pause much
 * longer than the pauses around it.
 */
export function resample(points: readonly Point[], from: number, to: number, count: number): (number | null)[] {
  const values = new Array<number | null>(count).fill(null);
  const columnOf = (at: number) => Math.min(count - 1, Math.floor(((at - from) / (to - from)) * count));
  const until = points.findLastIndex(({ at }) => at <= to) + 1;
  const seen = withPresent(points.slice(0, until), to);
  let before: { column: number; fds: number } | null = null;
  for (const [index, { at, fds }] of seen.entries()) {
    const column = columnOf(at);
    if (before && !isGap(seen, index)) connect(values, before, { column, fds });
    if (column >= 0) values[column] = Math.max(values[column] ?? 0, fds);
    before = { column, fds };
  }
  return values;
}

/** The last count holds until now, unless it is old. */
function withPresent(points: readonly Point[], to: number): readonly Point[] {
  const last = points.at(-1);
  if (!last || last.at === to) return points;
  const pause = last.at - (points.at(-2)?.at ?? last.at);
  return to - last.at <= Math.max(SHORTEST_GAP_SECONDS, pause * GAP_FACTOR) ? [...points, { ...last, at: to }] : points;
}

function isGap(points: readonly Point[], index: number): boolean {
  const pause = (at: number) => (points[at] && points[at - 1] ? points[at].at - points[at - 1]!.at : null);
  const own = pause(index)!;
  const beside = [pause(index - 1), pause(index + 1)].filter(each => each !== null);
  return own > SHORTEST_GAP_SECONDS && beside.length > 0 && own > Math.max(...beside) * GAP_FACTOR;
}

interface Spot {
  column: number;
  fds: number;
}

/** A straight line over the columns between two. */
function connect(values: (number | null)[], from: Spot, to: Spot): void {
  for (let column = Math.max(0, from.column + 1); column < to.column; column += 1) {
    const share = (column - from.column) / (to.column - from.column);
    values[column] = from.fds + (to.fds - from.fds) * share;
  }
}
