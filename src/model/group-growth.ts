import type { FdGroup } from './fd-types.ts';

/** The exact counts of the groups at one moment. */
export interface GroupReading {
  /** Seconds on any clock that only goes forward. */
  at: number;
  groups: readonly FdGroup[];
}

/** So many readings are compared: the growth is that over all of them. */
export const KEPT_READINGS = 6;

/**
 * Growth of each group in fds per second, from the first of the readings to the last; by label. Empty with one reading.
 * A group that is in one of them only was, or is, at 0.
 */
export function groupGrowth(readings: readonly GroupReading[]): ReadonlyMap<string, number> {
  const first = readings[0];
  const last = readings.at(-1);
  const growth = new Map<string, number>();
  if (!first || !last || last.at <= first.at) return growth;
  const before = new Map(first.groups.map(({ label, count }) => [label, count]));
  for (const { label, count } of last.groups)
    growth.set(label, (count - (before.get(label) ?? 0)) / (last.at - first.at));
  return growth;
}
