import { graceOf } from '../actions/grace.ts';
import { recycle as recycleWorkers, whyNotRecycle } from '../actions/recycle.ts';
import { sudoCommand } from '../actions/sudo-command.ts';
import type { Config } from '../config/config.ts';
import { formatCount, plural } from '../model/format.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import { shown } from '../terminal/abilities.ts';
import { chooseInstance, describeInstance, look, type Members } from './choose.ts';
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
  const words = ownWords(null);
  const action = await planRecycle(config, members, targets, sudoCommand(words));
  return await offerSudo(await runAction('recycle', config, action), config, words);
}

function nothingToDo({ instance, workers }: Members, over: number): number {
  const unknown = workers.filter(({ fds }) => fds === null).length;
  const title = describeInstance(instance);
  if (unknown > 0) {
    const text = `the fds of ${unknown} of ${plural(workers.length, 'worker')} of ${title} may not be counted`;
    throw Object.assign(new Error(`${text}; run: ${sudoCommand(ownWords(null))}`), { code: 'permission' });
  }
  process.stdout.write(
    shown(`none of ${plural(workers.length, 'worker')} of ${title} holds ${formatCount(over)} fds\n`),
  );
  return EXIT_DONE;
}

async function planRecycle(
  config: Config,
  members: Members,
  targets: ProcessSample[],
  remedy: string,
): Promise<PlannedAction> {
  const { instance, master, workers } = members;
  const title = describeInstance(instance);
  const grace =
    config.graceSeconds === null ? await graceOf(master!) : { seconds: config.graceSeconds, source: '--grace' };
  const escalate = config.graceSeconds !== null;
  const preflight = await preflightLines(config, master);
  const after = escalate ? 'then QUIT, and 5 s later KILL' : 'no other signal follows';
  return {
    record: {
      action: 'recycle',
      processes: targets,
      instance: title,
      options: { graceSeconds: grace.seconds, escalate, preflight: config.preflight },
    },
    plan: [
      `${targets.length} of ${plural(workers.length, 'worker')} of ${title}:`,
      ...targets.map(({ pid, fds, severity }) => `  ${pid}: ${formatCount(fds)} fds, ${severity}`),
      'one at a time, the next only when the new one serves; it stops at the first that fails',
      `sends TERM: requests get ${grace.seconds} s to end (${grace.source}), ${after}`,
      ...(workers.length === 1 ? ['it is the only worker: requests wait until the new one serves'] : []),
      ...preflight.lines,
    ],
    question: `Replace ${plural(targets.length, 'worker')} of ${instance.name}?`,
    danger: preflight.danger,
    act: (progress, interrupted) =>
      recycleWorkers(
        { instance, master, workers, targets, graceSeconds: grace.seconds, escalate, remedy },
        progress,
        interrupted,
      ),
  };
}
