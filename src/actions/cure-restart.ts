import { environmentVariable } from '../proc/environ.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { readUnitSettings } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
import { managerHardLimit } from './cure-notes.ts';
import type { CureChange, Running } from './cure-types.ts';
import { done, failed, type Outcome, type Progress } from './outcome.ts';
import { checkApp } from './preflight.ts';
import { isWay, planService, softLimitOf } from './restart-plan.ts';
import { runWay } from './run-way.ts';
import { isAlive } from './signal.ts';

/** Restarts a service whose drop-in was written (`what`), and compares what its new main process lives under with it. */
export async function restartCured(
  plan: CureChange,
  running: Running,
  what: string,
  progress: Progress,
): Promise<Outcome> {
  const restarted = await restart(plan, running, progress);
  if (!restarted.ok) return { ...restarted, text: words().cure.butText(what, restarted.text) };
  const settings = await readUnitSettings(plan.ref);
  if (typeof settings === 'string') return failed(`${what}; ${restarted.text}; ${settings}`);
  const shortfall = compare(plan, settings.mainPid);
  const text = `${what}; ${restarted.text}`;
  return shortfall === null ? done(text) : failed(words().cure.butText(text, shortfall));
}

/** As `fdtop restart` does it: not when the app on disk would not load, for that halts the service. */
async function restart({ ref }: CureChange, running: Running, progress: Progress): Promise<Outcome> {
  const { master, workers, isGunicorn, upgrading } = running;
  if (!isAlive(master)) return failed(words().cure.masterGone(master.pid));
  const way = (await planService(master, { isGunicorn, upgrading, purpose: 'act' })).restart;
  if (!isWay(way)) return failed(words().cure.notRestarted(way.refused));
  progress(words().cure.looking);
  const checked = isGunicorn ? await checkApp({ master, workers }, { asked: false }) : null;
  if (checked?.state === 'broken') {
    return failed(words().cure.notLoading(checked.words, ref.unit));
  }
  return await runWay({ way, isGunicorn, master, workers }, progress);
}

/** Null when the new main process has what was asked for. */
function compare({ sets }: CureChange, pid: number): string | null {
  const live = softLimitOf(pid);
  if (sets.nofile !== null && live !== sets.nofile) {
    const why = live === managerHardLimit(pid) ? words().cure.clipped : words().cure.otherStarter;
    return words().cure.shortfall(pid, live, sets.nofile, why);
  }
  const cmdArgs = environmentVariable(tryReadProcFile(`/proc/${pid}/environ`) ?? '', 'GUNICORN_CMD_ARGS');
  if (sets.cmdArgs === null || cmdArgs === null || cmdArgs.raw === sets.cmdArgs) return null;
  return words().cure.argumentsLost(pid, JSON.stringify(String(cmdArgs)));
}
