import { type LimitMember, planLimit, raiseLimit } from '../actions/limit.ts';
import { describe } from '../actions/limit-plan.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { type Instance, instanceOf, type Snapshot } from '../model/snapshot.ts';
import { shown } from '../terminal/abilities.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { chooseInstance, chooseProcess, look } from './choose.ts';
import { runAction } from './run-action.ts';

const NOT_DONE = 1;
const NOT_PERMITTED = 3;

/** Changes the live soft limit of open files of a process, or of a whole instance. Returns the exit code. */
export async function limit(config: Config, [who, count]: readonly string[]): Promise<number> {
  if (who === undefined || count === undefined) {
    throw new UsageError(words().commandUsage.limitNeeds);
  }
  const n = wholeNumber(count);
  const { instance, members } = choose(await look(config), who);
  const plan = planLimit(members, n);
  if ('refused' in plan) {
    process.stderr.write(shown(`fdtop: ${plan.refused}\n`));
    return plan.denied ? NOT_PERMITTED : NOT_DONE;
  }
  if (plan.targets.length === 0) {
    process.stdout.write(shown(`${words().commands.limitIs(members.map(({ pid }) => pid).join(', '), n)}\n`));
    return 0;
  }
  const { targets, warnings } = plan;
  const title = instance && instanceTitle(instance);
  const changes = targets.map(target => {
    const { before, after, fds } = target;
    const hard = before.hard === after.hard ? before.hard : null;
    return words().commands.limitChange(describe(target), before.soft, after.soft, hard, fds);
  });
  return await runAction('limit', config, {
    record: {
      action: 'limit',
      processes: targets,
      instance: instance && (instance.unit ?? instance.name),
      options: { nofile: n, before: targets.map(({ before }) => before.soft) },
    },
    plan: [words().commands.limitOf(title), ...changes, ...warnings],
    question: words().commands.setTo(n),
    act: progress => raiseLimit(plan, progress),
  });
}

/** The pid of a master names its instance, as any other word does: the master and its workers. Another pid is that process alone. */
function choose(snapshot: Snapshot, word: string): { instance: Instance | null; members: LimitMember[] } {
  const isPid = /^\d+$/.test(word);
  const process = isPid ? chooseProcess(snapshot, word) : null;
  const instance = process ? instanceOf(snapshot, process) : chooseInstance(snapshot, word).instance;
  if (process && (instance === null || instance.masterPid !== process.pid)) return { instance, members: [process] };
  const members = snapshot.processes.filter(member => member.instance === instance!.id && member.role !== 'helper');
  return { instance, members };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new UsageError(words().commandUsage.limitIsNone(text));
}
