import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import { belongsTo } from '../proc/identity.ts';
import { readStat } from '../proc/stat.ts';
import { ownerOf } from '../service/owner.ts';
import type { GuardRules, GuardTarget } from './guard-rules.ts';

/** For whom the guard may act at all. */
export interface GuardScope {
  caresFor(instance: Instance, snapshot: Snapshot): boolean;
  /** Why master and worker are not what the snapshot took them for, read anew from /proc; null when they are. */
  whyNotIts(target: GuardTarget, master: ProcessSample): string | null;
}

/**
 * The scope of the guard of `uid`.
 *
 * Anybody can look like a Gunicorn, and call it what he likes. So root's guard goes by the cgroup below the system's own
 * systemd, which only that and root can choose, and by `only`; that of anybody else by names, too, but among the processes
 * that are his alone.
 */
export function scopeOf({ only }: Pick<GuardRules, 'only'>, uid: number): GuardScope {
  return uid === 0 ? unitsOfTheSystem(only ?? []) : ownInstances(only, uid);
}

function unitsOfTheSystem(only: readonly string[]): GuardScope {
  const units = new Set(only.map(each => (each.endsWith('.service') ? each : `${each}.service`)));
  const isListed = (instance: Instance) =>
    instance.manager === 'systemd' && instance.unit !== null && units.has(instance.unit);
  return {
    caresFor: isListed,
    whyNotIts({ instance, worker }, master) {
      const { unit } = instance;
      const stranger = [master, worker].find(({ pid, startTime }) => {
        const owner = ownerOf(pid);
        const isSame = readStat('/proc', pid)?.startTime === startTime;
        return !isSame || owner.manager !== 'systemd' || owner.unit !== unit;
      });
      return stranger ? `${stranger.pid} does not run in ${unit}` : null;
    },
  };
}

function ownInstances(only: readonly string[] | null, uid: number): GuardScope {
  const isListed = ({ unit, name }: Instance) =>
    only === null || only.some(each => each === name || each === unit || `${each}.service` === unit);
  return {
    caresFor(instance, { processes }) {
      if (!isListed(instance)) return false;
      const master = processes.find(({ pid, instance: id }) => pid === instance.masterPid && id === instance.id);
      // Without a master there is nothing to act on, but something to say.
      return master
        ? belongsTo(uid, master)
        : processes.every(each => each.instance !== instance.id || belongsTo(uid, each));
    },
    whyNotIts({ worker }, master) {
      const stranger = [master, worker].find(each => !belongsTo(uid, each));
      return stranger ? `${stranger.pid} is not a process of this user` : null;
    },
  };
}
