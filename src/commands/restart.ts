import { isWay, planService, type Way } from '../actions/restart-plan.ts';
import { runWay } from '../actions/run-way.ts';
import type { Config } from '../config/config.ts';
import { shown } from '../terminal/abilities.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { chooseInstance, look, type Members } from './choose.ts';
import { preflightLines } from './preflight-lines.ts';
import { runAction } from './run-action.ts';

const EXIT_FAILED = 1;
const EXIT_NOT_PERMITTED = 3;

/** `fdtop restart [INSTANCE]`: through the manager that owns it. Returns the exit code. */
export function restart(config: Config, args: readonly string[]): Promise<number> {
  return change('restart', config, args);
}

/** `fdtop reload [INSTANCE]`: new workers for old, the master stays. Returns the exit code. */
export function reload(config: Config, args: readonly string[]): Promise<number> {
  return change('reload', config, args);
}

async function change(does: 'restart' | 'reload', config: Config, args: readonly string[]): Promise<number> {
  const members = chooseInstance(await look(config), args[0]);
  const { instance, master, workers } = members;
  const who = instanceTitle(instance);
  if (!master) return refuse(words().commands.orphans(who, does), false);

  const { gunicorn: isGunicorn, upgrading } = instance;
  const planned = (await planService(master, { isGunicorn, upgrading, purpose: config.dryRun ? 'look' : 'act' }))[does];
  if (!isWay(planned)) return refuse(words().commands.cannot(who, does, planned.refused), planned.denied === true);
  const checked = await preflightLines(config, isGunicorn ? { master, workers } : null, does);
  return await runAction(does, config, {
    record: {
      action: does,
      processes: [master, ...workers],
      instance: who,
      options: { by: planned.by, unit: planned.unit, command: planned.command, preflight: config.preflight },
    },
    plan: [...planLines(members, planned), ...checked.lines],
    question: words().restartDialog.title(does, who),
    ...(checked.danger ? { danger: checked.danger } : {}),
    ...(checked.check ? { check: checked.check } : {}),
    act: progress => runWay({ way: planned, isGunicorn, master, workers }, progress),
  });
}

/** Who, with which command, and what that does. */
function planLines({ instance, workers }: Members, way: Way): string[] {
  return [
    words().commands.change(way.does, instanceTitle(instance), workers.length, instance.fds),
    words().commands.runs(way.command),
    ...way.says.map(line => `  ${line}`),
  ];
}

function refuse(text: string, denied: boolean): number {
  process.stderr.write(shown(`fdtop: ${text}\n`));
  return denied ? EXIT_NOT_PERMITTED : EXIT_FAILED;
}
