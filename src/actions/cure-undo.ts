import type { Instance } from '../model/snapshot.ts';
import type { UnitRef } from '../service/systemd.ts';
import { words } from '../words/words.ts';
import { changeOf, existingDropIn, runningOf } from './cure-existing.ts';
import type { CurePlan, Running } from './cure-types.ts';
import { unitOf } from './cure-unit.ts';
import type { Target } from './signal.ts';

/** Takes back what cure wrote for the unit of an instance. */
export async function planUndo(instance: Instance, master: Target): Promise<CurePlan> {
  const unit = await unitOf(master.pid);
  if ('refused' in unit) return { kind: 'refused', text: unit.refused, ...(unit.denied ? { denied: true } : {}) };
  if ('why' in unit) return { kind: 'nothing', text: words().cure.wroteNothing(unit.why) };
  return planUndoOf(unit.ref, runningOf(instance, master));
}

/** The same for a unit of which nothing runs (null), too. What was changed by hand since is refused. */
export function planUndoOf(ref: UnitRef, running: Running | null): CurePlan {
  const existing = existingDropIn(ref);
  if ('kind' in existing) return existing;
  const { file, before, ours } = existing;
  if (before === null) return { kind: 'nothing', text: words().cure.noFile(file) };
  const folder = ours.madeFolder === null ? [] : [words().cure.folderGoes(ours.madeFolder)];
  return {
    ...changeOf(ref, { file, before }, null, running),
    sets: { nofile: null, cmdArgs: null },
    madeFolder: ours.madeFolder,
    notes: [words().cure.asBeforeCure(ref.unit), ...folder],
  };
}
