import { plural } from '../model/format.ts';
import { type Instance, type ProcessSample, processKey, type Snapshot } from '../model/snapshot.ts';

/** When the guard may replace a worker by itself. */
export interface GuardRules {
  /** Open files from which a worker is replaced. */
  over: number;
  /** It must be over it in so many samples, one after the other. */
  samples: number;
  /** Seconds after a replacement in which there is no other. */
  cooldown: number;
  /** Replacements within an hour, over all instances. */
  perHour: number;
  /** Units or names of the instances that it cares for; null: all. */
  only: readonly string[] | null;
}

/** What it remembers. Times are seconds since 1970. */
export interface GuardMemory {
  /** By processKey: in how many samples, one after the other, it was over. */
  over: ReadonlyMap<string, number>;
  /** When it replaced, within the last hour. */
  replacedAt: readonly number[];
}

export const FORGETFUL: GuardMemory = { over: new Map(), replacedAt: [] };

export interface GuardTarget {
  instance: Instance;
  worker: ProcessSample;
}

export interface GuardVerdict {
  memory: GuardMemory;
  /** The one to replace now; null: none. */
  target: GuardTarget | null;
  /** Why one that is over is left alone, as a sentence; null when nothing is to be said. */
  waits: string | null;
}

const HOUR = 3600;

/**
 * Whom to replace now: of the workers that have been over the threshold for long enough the one with the most open files, if
 * the cooldown is over, the hour's share is not used up, and its instance can replace it. Pure.
 */
export function judge(memory: GuardMemory, snapshot: Snapshot, rules: GuardRules, now: number): GuardVerdict {
  const over = new Map<string, number>();
  const ripe: GuardTarget[] = [];
  for (const worker of snapshot.processes) {
    if (worker.role !== 'worker') continue;
    const key = processKey(worker);
    // A count that could not be taken neither counts nor takes back.
    const seen = (memory.over.get(key) ?? 0) + (worker.fds === null ? 0 : 1);
    if (worker.fds !== null ? worker.fds < rules.over : seen === 0) continue;
    over.set(key, seen);
    const instance = snapshot.instances.find(({ id }) => id === worker.instance);
    if (instance && isOurs(instance, rules) && worker.fds !== null && seen >= rules.samples)
      ripe.push({ instance, worker });
  }
  const replacedAt = memory.replacedAt.filter(at => now - at < HOUR && at <= now);
  const next = { over, replacedAt };
  if (ripe.length === 0) return { memory: next, target: null, waits: null };

  const able = ripe.filter(({ instance }) => whyNot(instance) === null);
  const [target] = able.sort((a, b) => b.worker.fds! - a.worker.fds!);
  const waits = target ? whyWait(replacedAt, rules, now) : whyNot(ripe[0]!.instance);
  return { memory: next, target: waits === null ? target! : null, waits };
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

/** The same, after a replacement at `now`. */
export function afterReplacement({ over, replacedAt }: GuardMemory, now: number): GuardMemory {
  return { over, replacedAt: [...replacedAt, now] };
}

function isOurs({ unit, name }: Instance, { only }: GuardRules): boolean {
  return only === null || only.some(each => each === name || each === unit || `${each}.service` === unit);
}

function whyNot({ name, gunicorn, upgrading, masterPid }: Instance): string | null {
  if (!gunicorn) return `${name} is no Gunicorn: nothing is known to replace its workers`;
  if (masterPid === null) return `the master of ${name} is gone: nothing would replace its workers`;
  if (upgrading) return `an upgrade (USR2) of ${name} is in progress`;
  return null;
}

function whyWait(replacedAt: readonly number[], { cooldown, perHour }: GuardRules, now: number): string | null {
  const last = replacedAt.at(-1);
  if (last !== undefined && now - last < cooldown) return `the last replacement was less than ${cooldown} s ago`;
  return replacedAt.length >= perHour ? `${perHour} were replaced within an hour, which is the most allowed` : null;
}
