import { DEFAULT_GRACE_SECONDS, type Grace, graceOf } from '../actions/grace.ts';
import { killProcess } from '../actions/kill.ts';
import { type EndingSignal, shortName } from '../actions/signal.ts';
import { sudoCommand } from '../actions/sudo-command.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import { instanceOf, isWorker, type ProcessSample, type Snapshot } from '../model/snapshot.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { chooseProcess, look, type Members, membersOf } from './choose.ts';
import { type PreflightLines, preflightLines } from './preflight-lines.ts';
import { type PlannedAction, runAction } from './run-action.ts';
import { offerSudo, ownWords } from './through-sudo.ts';

/** `fdtop kill PID|--worst`: ends a worker, and sees its successor serve. Returns the exit code. */
export async function kill(config: Config, args: readonly string[]): Promise<number> {
  const chosen = chosenWord(config, args);
  const snapshot = await look(config);
  const target = chosen === null ? worstWorker(snapshot) : chooseProcess(snapshot, chosen);
  const instance = instanceOf(snapshot, target);
  const members = instance && membersOf(snapshot, instance);
  const typed = ownWords(target.pid);
  const action = await planKill(config, target, members, sudoCommand(typed));
  return await offerSudo(await runAction('kill', config, action), config, typed);
}

/** Null for --worst. */
function chosenWord(config: Config, [pid]: readonly string[]): string | null {
  if (config.worst && pid !== undefined) throw new UsageError(words().commandUsage.worstChooses(pid));
  if (!config.worst && pid === undefined) throw new UsageError(words().commandUsage.needsPidOrWorst('kill'));
  return pid ?? null;
}

function worstWorker({ processes }: Snapshot): ProcessSample {
  const workers = processes.filter(({ role }) => role === 'worker');
  if (workers.length === 0) throw new Error(words().commands.noWorker);
  const counted = workers.filter(({ fds }) => fds !== null).sort((a, b) => b.fds! - a.fds!);
  if (counted[0]) return counted[0];
  const { run, noneCounted } = words().commands;
  const text = run(noneCounted, sudoCommand(ownWords(null)));
  throw Object.assign(new Error(text), { code: 'permission' });
}

async function planKill(
  config: Config,
  target: ProcessSample,
  members: Members | null,
  remedy: string,
): Promise<PlannedAction> {
  const { pid, role } = target;
  const master = members?.master ?? null;
  const isGunicorn = members?.instance.gunicorn === true;
  const isReplaced = isGunicorn && master !== null && isWorker(target);
  const grace = await graceFor(config, isGunicorn ? master : null);
  const signal = config.signal ?? 'SIGTERM';
  // --signal asks for this one signal alone.
  const escalate = config.signal === null && config.graceSeconds !== null;
  const checked = isReplaced ? { master, workers: members.workers } : null;
  const preflight: PreflightLines = await preflightLines(config, checked, 'kill');
  const danger = role === 'master' ? dangerOfMaster(config, members) : preflight.danger;
  return {
    record: {
      action: 'kill',
      processes: [target],
      instance: members && instanceTitle(members.instance),
      options: { role, signal, graceSeconds: grace.seconds, escalate, preflight: config.preflight },
    },
    plan: [
      ...whoLines(target, members),
      signalLine(signal, escalate, grace, role),
      ...consequences(target, members),
      ...preflight.lines,
    ],
    question: isReplaced ? words().killDialog.replace(pid) : words().killDialog.kill(role, pid),
    danger,
    ...(preflight.check && danger === undefined ? { check: preflight.check } : {}),
    act: (progress, interrupted) =>
      killProcess(
        {
          target,
          masterPid: master?.pid ?? null,
          workers: members?.workers ?? [],
          signal,
          graceSeconds: grace.seconds,
          escalate,
          interrupted,
          remedy,
        },
        progress,
      ),
  };
}

async function graceFor({ graceSeconds }: Config, master: ProcessSample | null): Promise<Grace> {
  if (graceSeconds !== null) return { seconds: graceSeconds, source: '--grace' };
  return master ? await graceOf(master) : { seconds: DEFAULT_GRACE_SECONDS, source: words().commands.theDefault };
}

/** With --yes a master is ended only by who has named the signal: then it was no slip. */
function dangerOfMaster({ yes, signal }: Config, members: Members | null): PlannedAction['danger'] {
  if (yes && signal !== null) return undefined;
  return { text: words().commands.isMaster(members?.workers.length ?? 0), override: '--signal TERM' };
}

function whoLines(
  { pid, role, fds, severity, ageSeconds, command, user }: ProcessSample,
  members: Members | null,
): string[] {
  return [
    words().commands.process(role, pid, fds, severity, ageSeconds),
    members ? words().commands.of(instanceTitle(members.instance), user) : command,
  ];
}

function signalLine(signal: EndingSignal, escalate: boolean, { seconds, source }: Grace, role: string): string {
  const said = words().commands;
  const name = shortName(signal);
  if (signal === 'SIGKILL') return said.sendsKill;
  const after = escalate ? said.thenKill : said.noOther;
  if (signal !== 'SIGTERM') return said.sends(name, seconds, after);
  return said.sendsTerm(role === 'master', seconds, source, after);
}

/** What comes of it, beside what is sent. */
function consequences({ role }: ProcessSample, members: Members | null): string[] {
  const said = words().commands;
  if (!members || role === 'helper' || role === 'other') return [said.notReplaced];
  if (role === 'master') return [];
  const { instance, master, workers } = members;
  const upgrade = instance.upgrading ? [said.upgrading] : [];
  if (!master) return [said.masterGone];
  if (!instance.gunicorn) return [said.isOther];
  const only = role === 'worker' && workers.length === 1;
  return [said.startsNew(master.pid, role, only), ...upgrade];
}
