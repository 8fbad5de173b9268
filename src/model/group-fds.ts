import { type AddressNames, fdLabel } from './fd-label.ts';
import { type CountedName, sortOf } from './fd-tally.ts';
import type { FdGroup } from './fd-types.ts';
import { marginOfError } from './margin.ts';
import { mergeNames } from './merge-names.ts';

export interface FdTotals {
  /** Open fds of the process. */
  total: number;
  /** How many of them the counted names stand for. */
  sampled: number;
  /** `random`: drawn evenly from all; `first`: as many as could be read before the process ended. */
  drawn: 'all' | 'random' | 'first';
}

/**
 * Groups of the counted fds, the biggest first. Counts of a sample are scaled to the whole; rounded one by one, they
 * need not add up to the total.
 */
export function groupFds(counted: readonly CountedName[], totals: FdTotals, names: AddressNames): FdGroup[] {
  const sorts = Map.groupBy(counted, sortOf);
  const merged = [...sorts.values()].flatMap(mergeNames);
  const groups = merged.map(entry => toGroup(entry, totals, names));
  return groups.sort((a, b) => b.count - a.count || compare(a.kind, b.kind) || compare(a.label, b.label));
}

function toGroup(entry: CountedName, { total, sampled, drawn }: FdTotals, names: AddressNames): FdGroup {
  const { kind, state, role } = entry;
  const share = entry.count / sampled;
  return {
    kind,
    label: fdLabel(entry, names, drawn === 'all'),
    state,
    peer: role === 'peer' ? entry.name : null,
    count: drawn === 'random' ? Math.round(share * total) : entry.count,
    share,
    marginOfError: marginOf(share, { total, sampled, drawn }),
  };
}

/** The first fds are no fair sample (they are the oldest): the share may be off by all that was not read. */
function marginOf(share: number, { total, sampled, drawn }: FdTotals): number {
  if (drawn === 'first') return total > sampled ? 1 - sampled / total : 0;
  return drawn === 'random' ? marginOfError(share, sampled, total) : 0;
}

/** By code unit: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
