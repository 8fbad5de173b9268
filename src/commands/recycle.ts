import { graceOf } from '../actions/grace.ts';
import { recycle as recycleWorkers, whyNotRecycle } from '../actions/recycle.ts';
import { sudoCommand } from '../actions/sudo-command.ts';
import type { Config } from '../config/config.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import { shown } from '../terminal/abilities.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { chooseInstance, look, type Members } from './choose.ts';
import { preflightLines } from './preflight-lines.ts';
import { type PlannedAction, runAction } from './run-action.ts';
import { offerSudo, ownWords } from './through-sudo.ts';

const EXIT_DONE = 0;
const EXIT_FAILED = 1;

/** `fdtop recycle [INSTANCE]`: replaces the workers with too many fds, one at a time. Returns the exit code. */
export async function recycle(config: Config, args: readonly string[]): Promise<number> {
  const members = chooseInstance(await look(config), args[0]);
  const refusal = whyNotRecycle(members);
  if (refusal) {
    process.stderr.write(shown(`fdtop: ${refusal}\n`));
    return EXIT_FAILED;
  }
  const over = config.over ?? config.leak;
  const targets = members.workers.filter(({ fds }) => fds !== null && fds >= over).sort((a, b) => b.fds! - a.fds!);
  if (targets.length === 0) return nothingToDo(members, over);
  const typed = ownWords(null);
  const action = await planRecycle(config, members, targets, sudoCommand(typed));
  return await offerSudo(await runAction('recycle', config, action), config, typed);
}

function nothingToDo({ instance, workers }: Members, over: number): number {
  const said = words().commands;
  const unknown = workers.filter(({ fds }) => fds === null).length;
  const title = instanceTitle(instance);
  if (unknown > 0) {
    const text = said.run(said.uncounted(unknown, workers.length, title), sudoCommand(ownWords(null)));
    throw Object.assign(new Error(text), { code: 'permission' });
  }
  process.stdout.write(shown(`${said.noneOver(workers.length, title, over)}\n`));
  return EXIT_DONE;
}

async function planRecycle(
  config: Config,
  members: Members,
  targets: ProcessSample[],
  remedy: string,
): Promise<PlannedAction> {
  const said = words().commands;
  const { instance, master, workers } = members;
  const title = instanceTitle(instance);
  const grace =
    config.graceSeconds === null ? await graceOf(master!) : { seconds: config.graceSeconds, source: '--grace' };
  const escalate = config.graceSeconds !== null;
  const preflight = await preflightLines(config, master && { master, workers }, 'recycle');
  const after = escalate ? said.thenKill : said.noOther;
  return {
    record: {
      action: 'recycle',
      processes: targets,
      instance: title,
      options: { graceSeconds: grace.seconds, escalate, preflight: config.preflight },
    },
    plan: [
      said.someOf(targets.length, workers.length, title),
      ...targets.map(({ pid, fds, severity }) => said.worker(pid, fds, severity)),
      said.oneAtATime,
      said.termToEach(grace.seconds, grace.source, after),
      ...(workers.length === 1 ? [said.isOnly] : []),
      ...preflight.lines,
    ],
    question: said.replaceOf(targets.length, instance.name),
    danger: preflight.danger,
    ...(preflight.check ? { check: preflight.check } : {}),
    act: (progress, interrupted) =>
      recycleWorkers(
        { instance, master, workers, targets, graceSeconds: grace.seconds, escalate, remedy },
        progress,
        interrupted,
      ),
  };
}
