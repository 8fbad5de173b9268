import { shellCommand } from '../model/shell-command.ts';
import type { Instance } from '../model/snapshot.ts';
import { readStat } from '../proc/stat.ts';
import { type DropIn, dropInFile, dropInState, parseDropIn } from '../service/drop-in.ts';
import { readDropIn } from '../service/drop-in-file.ts';
import type { UnitRef } from '../service/systemd.ts';
import { daemonReloadCommand } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
import { unifiedDiff } from './cure-diff.ts';
import type { CurePlan, Running } from './cure-types.ts';
import type { Target } from './signal.ts';

/** The drop-in as it is now; `before` null: there is none. */
export interface Existing {
  file: string;
  before: string | null;
  ours: DropIn;
}

/** What is the same for writing and for taking away. */
export function changeOf(
  ref: UnitRef,
  { file, before }: Pick<Existing, 'file' | 'before'>,
  after: string | null,
  running: Running | null,
) {
  const reload = daemonReloadCommand(ref);
  return {
    kind: 'drop-in' as const,
    ...{ ref, file, before, after, running },
    diff: unifiedDiff(file, before, after),
    commands: [shellCommand(reload)],
    restartCommand: shellCommand([...reload.slice(0, -1), 'restart', ref.unit]),
  };
}

/** The drop-in that is there. Refused when it is not the one that fdtop wrote. */
export function existingDropIn(ref: UnitRef): Existing | Extract<CurePlan, { kind: 'refused' }> {
  const file = dropInFile(ref);
  let before: string | null;
  try {
    before = readDropIn(file);
  } catch (error) {
    return { kind: 'refused', text: (error as Error).message };
  }
  if (before === null) return { file, before, ours: { nofile: null, cmdArgs: null, madeFolder: null } };
  const state = dropInState(before);
  if (state === 'ours') return { file, before, ours: parseDropIn(before, file) };
  const said = words().cure;
  const who = state === 'edited' ? said.edited : said.foreign;
  const text = said.leftAlone(file, who);
  return { kind: 'refused', text };
}

/** What runs of an instance, as it is known when the plan is made. */
export function runningOf(instance: Instance, master: Target): Running {
  const workers = instance.workerPids.flatMap(pid => readStat('/proc', pid) ?? []);
  return { master, workers, isGunicorn: instance.gunicorn, upgrading: instance.upgrading };
}
