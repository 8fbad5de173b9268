import { parseOpenFilesLimit } from '../proc/limits.ts';
import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import type { UnitRef } from '../service/systemd.ts';
import type { UnitSettings } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
import { DEFAULT_NOFILE, type Running, type Wanted } from './cure-types.ts';
import { FD_SETSIZE } from './limit-plan.ts';
import { softLimitOf } from './restart-plan.ts';

/** Why there is nothing to do: the unit has it from elsewhere. */
export function alreadySo({ unit }: UnitRef, settings: UnitSettings, { options }: Wanted, notes: string[]): string {
  const said = words().cure;
  const limit = said.hasLimit(unit, settings.limitSoft);
  const enough = options.nofile === null ? said.enough(DEFAULT_NOFILE) : '';
  return [`${limit}${enough}`, ...notes].join('; ');
}

/** What keeps a drop-in that is there from being in force; '' where it is. */
export function notLive({ master }: Running, limit: number | null): string {
  const said = words().cure;
  const live = softLimitOf(master.pid);
  if (limit === null || live === null || live === limit) return '';
  const why = live === managerHardLimit(master.pid) ? said.clipped : said.restartDoes;
  return said.notLive(master.pid, live, why);
}

/**
 * Hard limit of the systemd, the system's or a user's, that is the parent of this process; null where the parent is none. It
 * tells nobody when it cannot give what a unit asks for (src/basic/rlimit-util.c, setrlimit_closest).
 */
export function managerHardLimit(pid: number): number | null {
  const manager = readStat('/proc', readStat('/proc', pid)?.ppid ?? 0);
  if (manager?.comm.raw !== 'systemd') return null;
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${manager.pid}/limits`) ?? '')?.hard ?? null;
}

/** What becomes of the limit. */
export function limitNotes({ unit }: UnitRef, settings: UnitSettings, limit: number, { nofile }: Wanted): string[] {
  const now = settings.limitSoft;
  const isNew = now !== null && now <= FD_SETSIZE && limit > FD_SETSIZE;
  const select = isNew ? [words().cure.select(FD_SETSIZE - 1)] : [];
  return [...nofile.notes, words().cure.limitChanges(unit, now, limit, now !== null && now > limit), ...select];
}

/** What else is worth to know of the unit. */
export function unitNotes({ unit }: UnitRef, { isStale, fragment }: UnitSettings): string[] {
  const template = /^([^@]+@)[^@]+(\.service)$/.exec(unit);
  return [
    ...(template ? [words().cure.template(`${template[1]}${template[2]}`)] : []),
    ...(isStale ? [words().cure.isStale] : []),
    ...(fragment.raw === '' ? [] : [words().cure.staysAsItIs(`${fragment}`)]),
  ];
}
