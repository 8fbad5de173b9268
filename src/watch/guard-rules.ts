import { plural } from '../model/format.ts';
import { type Instance, type ProcessSample, processKey, type Snapshot, serviceTitle } from '../model/snapshot.ts';

/** When the guard may replace a worker by itself. All of it holds for each service by itself. */
export interface GuardRules {
  /** Open files from which a worker is replaced. */
  over: number;
  /** It must be over it in so many samples, one after the other. */
  samples: number;
  /** Seconds after a replacement in which there is no other in the same service. */
  cooldown: number;
  /** Replacements within an hour in one service. */
  perHour: number;
  /** What it cares for: for root units of the system; for others units or names of instances of their own. Null: all. */
  only: readonly string[] | null;
}

/** By processKey: in how many samples, one after the other, a worker was over. */
export type OverCounts = ReadonlyMap<string, number>;

export interface GuardTarget {
  /** `serviceKey` of the instance. */
  service: string;
  instance: Instance;
  worker: ProcessSample;
}

/** What it would do about one service now. */
export interface ServiceVerdict {
  service: string;
  /** The worker to replace, as far as its service is able to; null: it cannot. */
  target: GuardTarget | null;
  /** Why one that is over is left alone, as a sentence; null when nothing is to be said. */
  waits: string | null;
}

/** What is remembered of one service. Times are seconds since 1970. */
export interface ServiceMemory {
  /** When a worker was replaced, within the last hour. */
  replacedAt: readonly number[];
  /** No other attempt before this: the last one came to nothing. */
  restsUntil: number | null;
  /** Why it has stopped itself here; null when it has not. */
  stopped: string | null;
}

export const NOTHING_DONE: ServiceMemory = { replacedAt: [], restsUntil: null, stopped: null };

const HOUR = 3600;

/**
 * What a service is called in the memory, over restarts of its master: a unit of the system by its name, anything else with
 * its manager before it, so that a name that a process chooses is never that of a unit.
 */
export function serviceKey({ manager, unit, name }: Instance): string {
  return manager === 'systemd' && unit !== null ? unit : `${manager} ${unit ?? name}`;
}

/**
 * Which workers have been over the threshold for long enough: in each service the one with the most open files, of an
 * instance that can replace it. `caresFor` is asked only for those that are over. Pure, but for `caresFor`.
 */
export function judge(
  before: OverCounts,
  snapshot: Snapshot,
  rules: GuardRules,
  caresFor: (instance: Instance) => boolean,
): { over: OverCounts; verdicts: ServiceVerdict[] } {
  const over = new Map<string, number>();
  const ripe: GuardTarget[] = [];
  const instances = new Map(snapshot.instances.map(instance => [instance.id, instance]));
  const cared = new Map<Instance, boolean>();
  const isOurs = (instance: Instance) => {
    const known = cared.get(instance) ?? caresFor(instance);
    cared.set(instance, known);
    return known;
  };
  for (const worker of snapshot.processes) {
    if (worker.role !== 'worker') continue;
    const key = processKey(worker);
    // A count that could not be taken neither counts nor takes back.
    const seen = (before.get(key) ?? 0) + (worker.fds === null ? 0 : 1);
    if (worker.fds !== null ? worker.fds < rules.over : seen === 0) continue;
    over.set(key, seen);
    const instance = instances.get(worker.instance ?? '');
    if (instance && worker.fds !== null && seen >= rules.samples && isOurs(instance))
      ripe.push({ service: serviceKey(instance), instance, worker });
  }
  const services = Map.groupBy(ripe, ({ service }) => service);
  return { over, verdicts: [...services].map(([service, targets]) => verdictOf(service, targets)) };
}

function verdictOf(service: string, ripe: readonly GuardTarget[]): ServiceVerdict {
  const able = ripe.filter(({ instance }) => whyNot(instance) === null);
  const [target = null] = able.sort((a, b) => b.worker.fds! - a.worker.fds!);
  return { service, target, waits: target ? null : whyNot(ripe[0]!.instance) };
}

/** Why the target is to be left alone after all, as this newer snapshot shows it; null when it still is one. */
export function whyLeave({ worker, instance }: GuardTarget, snapshot: Snapshot, { over }: GuardRules): string | null {
  const key = processKey(worker);
  const now = snapshot.processes.find(each => processKey(each) === key);
  if (!now) return 'it has ended by itself';
  if (now.fds !== null && now.fds < over) return `it holds ${plural(now.fds, 'file')} now`;
  const owner = snapshot.instances.find(({ id }) => id === instance.id);
  return owner ? whyNot(owner) : 'its service is gone';
}

/** What of a memory still counts. A clock that was set back blocks nothing for good. */
export function stillCounts({ replacedAt, restsUntil, stopped }: ServiceMemory, now: number): ServiceMemory {
  return {
    replacedAt: replacedAt.filter(at => now - at < HOUR && at <= now),
    restsUntil: restsUntil !== null && restsUntil > now && restsUntil - now <= HOUR ? restsUntil : null,
    stopped,
  };
}

/** Why a service with that memory is to wait, as a sentence; null when its share is not used up. */
export function whyWait(
  instance: Instance,
  { replacedAt }: ServiceMemory,
  { cooldown, perHour }: GuardRules,
  now: number,
): string | null {
  const last = replacedAt.at(-1);
  if (last !== undefined && now - last < cooldown)
    return `the last replacement in ${serviceTitle(instance)} was less than ${cooldown} s ago`;
  return replacedAt.length >= perHour
    ? `${perHour} of ${serviceTitle(instance)} were replaced within an hour, which is the most allowed`
    : null;
}

function whyNot({ name, gunicorn, upgrading, masterPid }: Instance): string | null {
  if (!gunicorn) return `${name} is no Gunicorn: nothing is known to replace its workers`;
  if (masterPid === null) return `the master of ${name} is gone: nothing would replace its workers`;
  if (upgrading) return `an upgrade (USR2) of ${name} is in progress`;
  return null;
}
