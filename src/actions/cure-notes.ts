import { formatCount } from '../model/format.ts';
import { parseOpenFilesLimit } from '../proc/limits.ts';
import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import type { UnitRef } from '../service/systemd.ts';
import type { UnitSettings } from '../service/unit-settings.ts';
import { DEFAULT_NOFILE, type Running, type Wanted } from './cure-types.ts';
import { FD_SETSIZE } from './limit-plan.ts';
import { softLimitOf } from './restart-plan.ts';

/** Why there is nothing to do: the unit has it from elsewhere. */
export function alreadySo({ unit }: UnitRef, settings: UnitSettings, { options }: Wanted, notes: string[]): string {
  const limit = `${unit} has LimitNOFILE=${formatCount(settings.limitSoft)} already`;
  const enough =
    options.nofile === null ? `, not less than ${formatCount(DEFAULT_NOFILE)} (--nofile N sets another)` : '';
  return [`${limit}${enough}`, ...notes].join('; ');
}

/** What keeps a drop-in that is there from being in force; '' where it is. */
export function notLive({ master }: Running, limit: number | null): string {
  const live = softLimitOf(master.pid);
  if (limit === null || live === null || live === limit) return '';
  const why = live === managerHardLimit(master.pid) ? CLIPPED : 'a restart (fdtop restart) puts it in force';
  return `; but master ${master.pid} lives under ${formatCount(live)}: ${why}`;
}

/** systemd tells nobody when it cannot give what a unit asks for (src/basic/rlimit-util.c, setrlimit_closest). */
export const CLIPPED =
  'that is the hard limit of the systemd that starts it, which clips silently: raise that first, for the machine or container';

/** Hard limit of the systemd, the system's or a user's, that is the parent of this process; null where the parent is none. */
export function managerHardLimit(pid: number): number | null {
  const manager = readStat('/proc', readStat('/proc', pid)?.ppid ?? 0);
  if (manager?.comm !== 'systemd') return null;
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${manager.pid}/limits`) ?? '')?.hard ?? null;
}

/** What becomes of the limit. */
export function limitNotes({ unit }: UnitRef, settings: UnitSettings, limit: number, { nofile }: Wanted): string[] {
  const now = settings.limitSoft;
  const isNew = now !== null && now <= FD_SETSIZE && limit > FD_SETSIZE;
  const select = isNew ? [`Code that uses select() breaks on fd numbers over ${FD_SETSIZE - 1}.`] : [];
  const verb = now !== null && now > limit ? 'This lowers the limit of open files' : 'Limit of open files';
  return [
    ...nofile.notes,
    `${verb} of ${unit}: ${formatCount(now)} → ${formatCount(limit)}, from its next start on.`,
    ...select,
  ];
}

/** What else is worth to know of the unit. */
export function unitNotes({ unit }: UnitRef, { isStale, fragment }: UnitSettings): string[] {
  const template = /^([^@]+@)[^@]+(\.service)$/.exec(unit);
  return [
    ...(template
      ? [
          `It holds for this instance of ${template[1]}${template[2]} alone; in ${template[1]}${template[2]}.d for all of them.`,
        ]
      : []),
    ...(isStale
      ? ['Its files have changed since systemd read them: the daemon-reload puts those changes in force, too.']
      : []),
    ...(fragment === '' ? [] : [`${fragment} stays as it is.`]),
  ];
}
