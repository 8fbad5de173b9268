import type { ProcessSample } from '../model/snapshot.ts';
import type { Growth } from '../model/verdict/evidence.ts';

/** One count, and when it was taken, in seconds. */
export interface Count {
  at: number;
  fds: number;
}

/** A rise of fewer than this within seconds is what any request may do. */
const SMALLEST_RISE = 6;

/** Growth over a few counts, seconds apart: sustained when each is above the one before. */
export function growthOf(counts: readonly Count[]): Growth {
  const first = counts[0];
  const last = counts.at(-1);
  if (!first || !last || last.at <= first.at) return { perSecond: null, sustained: false, seconds: null };
  const seconds = last.at - first.at;
  const rise = last.fds - first.fds;
  const rises = counts.slice(1).every(({ fds }, index) => fds > counts[index]!.fds);
  return { perSecond: rise / seconds, sustained: rises && rise >= SMALLEST_RISE, seconds };
}

/** The growth that the screen has seen over minutes. */
export function growthOfRow({ fdsPerSecond, secondsToLimit }: ProcessSample): Growth {
  return { perSecond: fdsPerSecond, sustained: secondsToLimit !== null, seconds: null };
}

/** How long until the limit, and how long ago it began, were it always as fast as now; null where it does not grow. */
export function forecast(row: ProcessSample, growth: Growth, siblings: readonly number[]) {
  const { fds, limitSoft, ageSeconds } = row;
  const { perSecond, sustained } = growth;
  if (!sustained || perSecond === null || perSecond <= 0 || fds === null) return { left: null, begun: null };
  const isLimited = limitSoft !== null && Number.isFinite(limitSoft);
  // What a healthy sibling holds it had before; one that leaks as well says nothing.
  const lowest = Math.min(...siblings);
  const before = lowest < fds / 2 ? lowest : 0;
  const begun = Math.max(0, fds - before) / perSecond;
  return {
    left: isLimited ? Math.max(0, (limitSoft - fds) / perSecond) : null,
    begun: Math.min(begun, ageSeconds ?? begun),
  };
}
