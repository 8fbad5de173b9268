import { instancesInTurns } from '../model/fair-share.ts';
import { type Instance, type ProcessSample, processKey, type Snapshot } from '../model/snapshot.ts';

/** What a scrape may tell of: anybody can start what looks like ten thousand Gunicorns, and each would be dozens of series. */
export const MOST_INSTANCES = 500;
export const MOST_PROCESSES = 4000;

export interface LeftOut {
  instances: number;
  processes: number;
}

/**
 * A snapshot that is no larger than a scrape may be, and what had to go. Where there is too much, each unit of the system has
 * its share, and so has each user for all else: those who have most lose first, and of an instance the master and the workers
 * with the most open files stay.
 */
export function bounded(snapshot: Snapshot): { snapshot: Snapshot; leftOut: LeftOut } {
  const { instances, processes } = snapshot;
  const isLarge = instances.length > MOST_INSTANCES || processes.length > MOST_PROCESSES;
  if (!isLarge) return { snapshot, leftOut: { instances: 0, processes: 0 } };
  const members = Map.groupBy(processes, ({ instance }) => instance);
  const fair = instancesInTurns(instances, members);
  const told = new Set(fair.slice(0, MOST_INSTANCES));
  const ranked = [...told].flatMap((instance, place) =>
    byWeight(instance, members.get(instance.id) ?? []).map((process, rank) => ({ process, rank, place })),
  );
  ranked.sort((a, b) => a.rank - b.rank || a.place - b.place);
  const kept = new Set(ranked.slice(0, MOST_PROCESSES).map(({ process }) => processKey(process)));
  return {
    snapshot: {
      ...snapshot,
      instances: instances.filter(each => told.has(each)),
      processes: processes.filter(each => kept.has(processKey(each))),
    },
    leftOut: { instances: instances.length - told.size, processes: processes.length - kept.size },
  };
}

function byWeight({ masterPid }: Instance, members: readonly ProcessSample[]): ProcessSample[] {
  const weight = ({ pid, fds }: ProcessSample) => (pid === masterPid ? Number.POSITIVE_INFINITY : (fds ?? -1));
  return [...members].sort((a, b) => {
    const [first, second] = [weight(a), weight(b)];
    return first === second ? 0 : second - first;
  });
}
