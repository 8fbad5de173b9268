/** A line across a chart: a threshold, or the limit. */
export interface ChartMark {
  name: string;
  value: number;
}

/** What the lowest and the highest line of a chart stand for. */
export interface Scale {
  bottom: number;
  top: number;
}

/** Less than this share of the next mark, and the counts would lie flat at the bottom: that mark is left out. */
const SMALLEST_SHARE = 1 / 4;
/** A mark that is so little above the top is shown, too. */
const NEAR = 1.25;
const HEADROOM = 1.1;
/** A worker that opens and closes two files is no mountain. */
const SMALLEST_SPAN = 4;

/**
 * The scale of a chart. Linear, not logarithmic: a leak of so many fds a second is then a straight line, which the eye
 * carries on to the limit; on a logarithmic scale it would bend and look as if it calmed down. From 0 to the next threshold
 * above the highest count, so that a worker that idles at 41 stays at the bottom, or a little above that count where the next
 * is far. `fit` shows nothing but the counts: how 488,868 of them grow in a minute cannot be seen from 0.
 */
export function scaleOf(counts: readonly number[], marks: readonly ChartMark[], fit = false): Scale {
  const highest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (fit && counts.length > 0) return fitted(Math.min(...counts), highest);
  const values = marks.map(({ value }) => value).filter(value => Number.isFinite(value) && value > 0);
  const [lowestMark, ...others] = values.sort((a, b) => a - b);
  const next = highest <= (lowestMark ?? -1) ? lowestMark : others.find(value => value >= highest);
  const isNear = next !== undefined && (next === lowestMark || highest >= next * SMALLEST_SHARE);
  const top = isNear ? next : Math.max(1, niceAbove(highest * HEADROOM));
  return { bottom: 0, top: Math.max(top, ...values.filter(value => value <= top * NEAR)) };
}

function fitted(lowest: number, highest: number): Scale {
  const span = Math.max(SMALLEST_SPAN, highest - lowest);
  const step = niceStep(span / 4);
  const bottom = Math.max(0, Math.floor((highest + lowest - span) / 2 / step) * step);
  return { bottom, top: Math.max(bottom + SMALLEST_SPAN, Math.ceil(highest / step) * step) };
}

/** The round number at or above. */
function niceAbove(value: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return size * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find(factor => factor * size >= value)!;
}

/** The round whole number at or above, for steps of an axis. */
export function niceStep(value: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.max(1, size * [1, 2, 5, 10].find(factor => factor * size >= value)!);
}
