import { formatCount } from '../model/format.ts';
import { printable } from '../model/printable.ts';
import { environmentVariable } from '../proc/environ.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { readUnitSettings } from '../service/unit-settings.ts';
import { CLIPPED, managerHardLimit } from './cure-notes.ts';
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
  if (!restarted.ok) return { ...restarted, text: `${what}; but ${restarted.text}` };
  const settings = await readUnitSettings(plan.ref);
  if (typeof settings === 'string') return failed(`${what}; ${restarted.text}; ${settings}`);
  const shortfall = compare(plan, settings.mainPid);
  const text = `${what}; ${restarted.text}`;
  return shortfall === null ? done(text) : failed(`${text}; but ${shortfall}`);
}

/** As `fdtop restart` does it: not when the app on disk would not load, for that halts the service. */
async function restart({ ref }: CureChange, running: Running, progress: Progress): Promise<Outcome> {
  const { master, workers, isGunicorn, upgrading } = running;
  if (!isAlive(master)) return failed(`master ${master.pid} is gone meanwhile, and nothing was restarted: look again`);
  const way = (await planService(master, { isGunicorn, upgrading })).restart;
  if (!isWay(way)) return failed(`it was not restarted: ${way.refused}`);
  progress('looking whether the app on disk loads');
  const checked = isGunicorn ? await checkApp(master) : null;
  if (checked?.state === 'broken') {
    const override = `fdtop restart ${ref.unit} --no-preflight does it all the same`;
    return failed(`it was not restarted: the app on disk does not load (${printable(checked.words)}); ${override}`);
  }
  return await runWay({ way, isGunicorn, master, workers }, progress);
}

/** Null when the new main process has what was asked for. */
function compare({ sets }: CureChange, pid: number): string | null {
  const live = softLimitOf(pid);
  if (sets.nofile !== null && live !== sets.nofile) {
    const why = live === managerHardLimit(pid) ? CLIPPED : 'what starts it sets another limit';
    return `main process ${pid} lives under ${formatCount(live)}, not ${formatCount(sets.nofile)}: ${why}`;
  }
  const cmdArgs = environmentVariable(tryReadProcFile(`/proc/${pid}/environ`) ?? '', 'GUNICORN_CMD_ARGS');
  if (sets.cmdArgs === null || cmdArgs === null || cmdArgs === sets.cmdArgs) return null;
  return `main process ${pid} has GUNICORN_CMD_ARGS=${JSON.stringify(cmdArgs)}: what starts it sets it anew`;
}
