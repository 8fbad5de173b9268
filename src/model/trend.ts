import type { History, Point } from './history.ts';

export interface Trend {
  /** fds per second; null before there is enough to tell. */
  perSecond: number | null;
  /** The growth goes on and is no accident: a forecast may be built on it. */
  steady: boolean;
}

/** The kept history: 2 minutes, what the sparkline shows. */
export const HISTORY_SECONDS = 120;

const RECENT = { seconds: 15, points: 5 };
const LONG = { seconds: HISTORY_SECONDS, points: 5 };
const FEWEST_POINTS = 3;
/** Pairs grow with the square of the points: more than this many are thinned out. */
const MOST_POINTS = 40;

const FEWEST_POINTS_OF_FORECAST = 8;
/** Mann-Kendall: above this the chance of a rise without a cause is under 1 %. */
const SURE = 2.5;
/** A forecast from a rise of a few fds would cry wolf at every burst of requests. */
const SMALLEST_RISE = 10;
/** The later half of a rise that goes on has at least this share of it; a worker that has booted has none. */
const SMALLEST_LATER_SHARE = 0.25;
/** A leak gives little back. What falls by more than this share of its rise goes up and down with the requests. */
const MOST_GIVEN_BACK = 0.5;
/** What happens in this share of the time, or in one step, is one event. */
const JUMP_SHARE = 1 / 6;

/**
 * Growth as the median of the slopes between all pairs of points (Theil-Sen): a single outlier does not move it. The
 * last 15 s speak first; a leak too slow for them shows in the whole history, and so does the steadiness of one whose
 * few fds in 15 s may be an accident.
 */
export function trendOf(history: History): Trend {
  // Most processes most of the time: nothing changes, and nothing has to be sorted to know it.
  if (history.isFlat && history.size >= FEWEST_POINTS) return { perSecond: 0, steady: false };

  const recent = trendWithin(history, RECENT);
  if (recent.steady || (recent.perSecond ?? 0) < 0) return recent;
  const long = trendWithin(history, LONG);
  return recent.perSecond === 0 || long.steady ? long : recent;
}

function trendWithin(history: History, { seconds, points: count }: { seconds: number; points: number }): Trend {
  const points = thin(history.last(seconds, count));
  if (points.length < FEWEST_POINTS) return { perSecond: null, steady: false };
  const perSecond = isSingleJump(withoutSpikes(points)) ? 0 : medianSlope(points);
  const forecast = () => thin(history.last(seconds, FEWEST_POINTS_OF_FORECAST));
  return { perSecond, steady: perSecond > 0 && isSteady(withoutSpikes(forecast())) && keepsItsRise(history.points) };
}

/** Seconds until `fds` reaches the limit at this growth; null when it does not grow, or not surely. */
export function secondsToLimit(fds: number | null, limit: number | null, { perSecond, steady }: Trend): number | null {
  if (fds === null || limit === null || !Number.isFinite(limit) || perSecond === null || !steady) return null;
  return Math.max(0, (limit - fds) / perSecond);
}

function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, index) => points[Math.round(index * step)]!);
}

/** A step up or down between two plateaus is no growth, whatever the median of the slopes says. */
function isSingleJump(points: readonly Point[]): boolean {
  const steps = points.slice(1).map((point, index) => Math.abs(point.fds - points[index]!.fds));
  const total = steps.reduce((sum, step) => sum + step, 0);
  const span = (points.at(-1)!.at - points[0]!.at) * JUMP_SHARE;
  let first = 0;
  let sum = 0;
  for (const [index, step] of steps.entries()) {
    sum += step;
    while (first < index && points[index + 1]!.at - points[first]!.at > span) {
      sum -= steps[first]!;
      first += 1;
    }
    if (sum > 0.6 * total) return true;
  }
  return false;
}

function medianSlope(points: readonly Point[]): number {
  const slopes: number[] = [];
  for (const [index, later] of points.entries()) {
    for (let before = 0; before < index; before += 1) {
      const earlier = points[before]!;
      if (later.at > earlier.at) slopes.push((later.fds - earlier.fds) / (later.at - earlier.at));
    }
  }
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  if (slopes.length === 0) return 0;
  return slopes.length % 2 === 1 ? slopes[middle]! : (slopes[middle - 1]! + slopes[middle]!) / 2;
}

/** Each count as the median of itself and its neighbours: what was there at one look only is no part of a trend. */
function withoutSpikes(points: readonly Point[]): readonly Point[] {
  return points.map((point, index) => {
    const before = points[index - 1]?.fds;
    const after = points[index + 1]?.fds;
    if (before === undefined || after === undefined) return point;
    const fds = Math.max(Math.min(before, point.fds), Math.min(Math.max(before, point.fds), after));
    return { at: point.at, fds };
  });
}

/** Mann-Kendall: do later points lie above earlier ones more often than chance would have it, up to the end? */
function isSteady(points: readonly Point[]): boolean {
  const count = points.length;
  if (count < FEWEST_POINTS_OF_FORECAST) return false;
  const newest = points.at(-1)!.fds;
  const rise = newest - points[0]!.fds;
  if (rise < SMALLEST_RISE || newest - points[count >> 1]!.fds < rise * SMALLEST_LATER_SHARE) return false;
  let score = 0;
  for (const [index, later] of points.entries()) {
    for (let before = 0; before < index; before += 1) score += Math.sign(later.fds - points[before]!.fds);
  }
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  return score / deviation >= SURE;
}

/** Whether it never fell by much of what it rose: else it oscillates, and the rise of now is followed by a fall. */
function keepsItsRise(points: readonly Point[]): boolean {
  let highest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let deepestFall = 0;
  // The first and the last have only one neighbour: whether they are spikes cannot be said.
  const sure = withoutSpikes(points).slice(1, -1);
  for (const { fds } of sure) {
    highest = Math.max(highest, fds);
    lowest = Math.min(lowest, fds);
    deepestFall = Math.max(deepestFall, highest - fds);
  }
  return deepestFall <= (sure.at(-1)!.fds - lowest) * MOST_GIVEN_BACK;
}
