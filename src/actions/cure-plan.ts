import type { Instance } from '../model/snapshot.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import type { GunicornOptions } from '../service/cmd-args.ts';
import { type DropIn, renderDropIn } from '../service/drop-in.ts';
import { missingFolder } from '../service/drop-in-file.ts';
import type { UnitRef } from '../service/systemd.ts';
import { readUnitSettings, type UnitSettings } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
import { adviseCure } from './cure-advice.ts';
import { planArguments } from './cure-arguments.ts';
import { readLaterDropIns } from './cure-conflicts.ts';
import { changeOf, type Existing, existingDropIn, runningOf } from './cure-existing.ts';
import { alreadySo, limitNotes, notLive, unitNotes } from './cure-notes.ts';
import { type CureOptions, type CurePlan, DEFAULT_NOFILE, type Running, type Wanted } from './cure-types.ts';
import { unitOf } from './cure-unit.ts';
import type { Target } from './signal.ts';

/**
 * The permanent fix of an instance: a drop-in of its systemd unit with LimitNOFILE and, where asked, Gunicorn's options; or
 * advice, where nothing that fdtop may edit owns it. Changes nothing.
 */
export async function planCure(instance: Instance, master: Target, options: CureOptions): Promise<CurePlan> {
  const asked = gunicornOptions(options);
  if (!instance.gunicorn && Object.keys(asked).length > 0) {
    return { kind: 'refused', text: words().cure.noGunicorn(instance.name, Object.keys(asked)[0]!) };
  }
  const nofile = boundedLimit(options.nofile ?? DEFAULT_NOFILE);
  const unit = await unitOf(master.pid);
  if ('refused' in unit) return { kind: 'refused', text: unit.refused, ...(unit.denied ? { denied: true } : {}) };
  if ('why' in unit) {
    return { kind: 'advice', lines: adviseCure(unit, master.pid, nofile.limit, asked) };
  }
  const settings = await readUnitSettings(unit.ref);
  if (typeof settings === 'string') return { kind: 'refused', text: settings };
  const existing = existingDropIn(unit.ref);
  if ('kind' in existing) return existing;
  return await planDropIn(unit.ref, settings, existing, { options, asked, nofile }, runningOf(instance, master));
}

async function planDropIn(
  ref: UnitRef,
  settings: UnitSettings,
  existing: Existing,
  wanted: Wanted,
  running: Running,
): Promise<CurePlan> {
  const { file, before, ours } = existing;
  const limit = limitToSet(settings, ours, wanted);
  const args = await planArguments(settings, running.master.pid, wanted.asked, ours.cmdArgs);
  if ('refused' in args) return { kind: 'refused', text: args.refused, ...(args.denied ? { denied: true } : {}) };
  const { cmdArgs } = args;
  const later = await readLaterDropIns(settings.dropIns, { nofile: limit !== null, cmdArgs: cmdArgs !== null });
  if (later !== null) return { kind: 'refused', text: later };
  if (limit === null && cmdArgs === null)
    return { kind: 'nothing', text: alreadySo(ref, settings, wanted, args.notes) };

  const madeFolder = before === null ? missingFolder(file) : ours.madeFolder;
  const sets = { nofile: limit, cmdArgs };
  const after = renderDropIn({ ...sets, madeFolder });
  const isRead = settings.dropIns.some(({ raw }) => raw === file) && !settings.isStale;
  if (after === before && isRead) return { kind: 'nothing', text: words().cure.saysSo(file) + notLive(running, limit) };
  return {
    ...changeOf(ref, existing, after, running),
    sets,
    madeFolder,
    notes: [
      ...(limit === null || limit === settings.limitSoft ? [] : limitNotes(ref, settings, limit, wanted)),
      ...args.notes,
      ...unitNotes(ref, settings),
      ...(cmdArgs === null && running.isGunicorn ? [words().cure.moreRoom] : []),
    ],
  };
}

/** Null: as the unit has it. What an earlier cure has set stays, unless another number is asked for. */
function limitToSet(settings: UnitSettings, ours: DropIn, { options, nofile }: Wanted): number | null {
  if (options.nofile === null && ours.nofile !== null) return ours.nofile;
  if (ours.nofile !== null) return nofile.limit;
  const now = settings.limitSoft ?? 0;
  return options.nofile === null
    ? now >= nofile.limit
      ? null
      : nofile.limit
    : now === nofile.limit
      ? null
      : nofile.limit;
}

function boundedLimit(n: number): Wanted['nofile'] {
  const nrOpen = Number.parseInt(tryReadProcFile('/proc/sys/fs/nr_open') ?? '', 10);
  if (!(n > nrOpen)) return { limit: n, notes: [] };
  const note = words().cure.overNrOpen(n, nrOpen);
  return { limit: nrOpen, notes: [note] };
}

function gunicornOptions({ maxRequests, maxRequestsJitter, gracefulTimeout }: CureOptions): GunicornOptions {
  const all = {
    'max-requests': maxRequests,
    'max-requests-jitter': maxRequestsJitter,
    'graceful-timeout': gracefulTimeout,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}
