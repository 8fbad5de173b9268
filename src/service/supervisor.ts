import { type Foreign, foreign } from '../model/foreign.ts';
import { printable } from '../model/printable.ts';
import { shellCommand } from '../model/shell-command.ts';
import { parseOpenFilesLimit } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import { words } from '../words/words.ts';
import { isMainProcess } from './ancestors.ts';
import { logLines } from './journal.ts';
import { type Command, type Ran, run } from './run.ts';
import { byHand, type ManagedService, type NoService, type Purpose } from './service.ts';
import { type Control, controlOf, type Supervisord } from './supervisord.ts';

/** `supervisorctl restart` stops (stopwaitsecs, 10 s by default) and starts (startsecs, with startretries). */
const CHANGE_TIMEOUT_MS = 200_000;
const ASK_TIMEOUT_MS = 10_000;
const CHANGES = { restart: ['restart'], reload: ['signal', 'HUP'] } as const;

export interface SupervisedProgram {
  /** GROUP:NAME, or NAME alone where the group is called the same. */
  name: Foreign;
  state: string;
  pid: number | null;
}

/** supervisorctl splits its line at spaces, takes `all` and `*` for everything, and a leading dash for an option. */
const NAME = /^(?!all$)[^\s:*-][^\s:*]*(?::[^\s:*]+)?$/;

/** A name that supervisorctl takes for just this program, and that can be printed as it is; null for another. */
function argumentOf({ raw }: Foreign): string | null {
  return NAME.test(raw) && printable(raw) === raw ? raw : null;
}

/** `supervisorctl status`: `web:web_00   RUNNING   pid 4711, uptime 0:01:02` (supervisorctl.py, _show_statuses). */
export function parseStatus(text: string): SupervisedProgram[] {
  return text.split('\n').flatMap(line => {
    const match = /^(\S+)\s+([A-Z]+)\b(?:\s+pid (\d+),)?/.exec(line);
    return match
      ? [{ name: foreign(match[1]!), state: match[2]!, pid: match[3] === undefined ? null : Number(match[3]) }]
      : [];
  });
}

/**
 * The program of supervisord that a master is, or whose wrapper started it: matched by pid, as supervisorctl tells them. Who only
 * looks (`purpose`) does not ask one of another user: what supervisorctl loads for it is that user's code.
 */
export async function supervisedService(
  supervisord: Supervisord,
  masterPid: number,
  purpose: Purpose,
): Promise<ManagedService | NoService> {
  const found = await controlOf(supervisord);
  if ('why' in found) return found;
  const { program, config, as } = found;
  if (as && purpose === 'look') {
    const { askedToAct, runToAct } = words().services;
    return { why: askedToAct(supervisord.pid, userName(as.uid)), wayOut: runToAct(masterPid) };
  }
  const control: Command = [program, '-c', config];
  const ask = (...args: string[]) =>
    run([...control, ...args], { timeoutMs: ASK_TIMEOUT_MS, speaksOnStdout: true, ...(as ? { as } : {}) });

  const status = await ask('status');
  // The status of a program tells its pid once it has run for startsecs.
  const pidOf = async ({ name, state, pid }: SupervisedProgram) => {
    const argument = state === 'STARTING' ? argumentOf(name) : null;
    return pid ?? (argument === null ? null : Number((await ask('pid', argument)).stdout.raw) || null);
  };
  const programs = await Promise.all(
    parseStatus(status.stdout.raw).map(async program => ({ ...program, pid: await pidOf(program) })),
  );
  const own = programs.find(({ pid }) => pid !== null && isMainProcess(pid, masterPid));
  if (!own) return notFound(found, supervisord, status);
  const name = argumentOf(own.name);
  if (name === null) {
    const why = words().services.oddName(JSON.stringify(String(own.name)));
    return { why, wayOut: words().services.rename };
  }

  const mainPid = async () => {
    const [now] = parseStatus((await ask('status', name)).stdout.raw);
    return now ? await pidOf(now) : null;
  };
  let main = { pid: null as number | null, at: Number.NEGATIVE_INFINITY };
  const command = (change: 'restart' | 'reload'): Command => [...control, ...CHANGES[change], name];
  return {
    by: 'supervisor',
    unit: name,
    // A wrapper would get the signal in the master's place.
    canReload: own.pid === masterPid,
    says: [
      words().services.stopWait,
      words().services.refused,
      words().services.inheritsLimit(softLimit(supervisord.pid)),
      ...(as ? [words().services.runsAs(userName(as.uid))] : []),
    ],
    nextLimit: softLimit(supervisord.pid),
    command,
    sudoCommand: change => ['sudo', ...command(change)],
    change: async change => {
      // Between stop and start it says something. Where fdtop has been interrupted nobody listens, and it must not die of
      // that: Python keeps what it says to its end, unless it is told otherwise.
      const env = { PYTHONUNBUFFERED: '' };
      const options = { timeoutMs: CHANGE_TIMEOUT_MS, speaksOnStdout: true, env, ...(as ? { as } : {}) } as const;
      return succeeded(await run(command(change), options));
    },
    mainPid,
    owns: async pid => {
      // Asked anew at most once a second: each time it is a Python that starts.
      if (performance.now() - main.at > 1000) main = { pid: await mainPid(), at: performance.now() };
      return main.pid !== null && isMainProcess(main.pid, pid);
    },
    state: async () => {
      const state = parseStatus((await ask('status', name)).stdout.raw)[0]?.state;
      return {
        text: state ?? words().services.unknownState,
        down: ['FATAL', 'EXITED', 'STOPPED'].includes(state ?? ''),
      };
    },
    lastLines: async () => {
      const logs = [await ask('tail', '-8000', name, 'stderr'), await ask('tail', '-8000', name, 'stdout')];
      const lines = logs.map(({ ok, stdout }) => (ok ? logLines(stdout.raw) : [])).find(each => each.length > 0);
      return { log: 'log', lines: lines ?? [] };
    },
  };
}

/** supervisorctl tells a failed start on stdout, and older ones (before 4.0) exit with 0 all the same. */
function succeeded(ran: Ran): Ran {
  const error = /^\S+: ERROR \((?!not running\)).*$/m.exec(ran.stdout.raw);
  return ran.ok && error ? { ...ran, ok: false, words: printable(error[0]) } : ran;
}

function notFound({ program, config, as }: Control, { pid: supervisord, user }: Supervisord, status: Ran): NoService {
  if (parseStatus(status.stdout.raw).some(({ pid }) => pid !== null)) {
    return { why: words().services.noProgram(supervisord), wayOut: byHand() };
  }
  const why = words().services.notAsked(supervisord, status.words || words().services.noneRuns);
  // Who pastes it is root: by its configuration it would run that user's code.
  if (as) return { why, wayOut: words().services.supervisorctlAs(userName(as.uid)) };
  const self = process.getuid?.();
  const mayNot = status.denied || (self !== 0 && self !== user.uid);
  const wayOut = words().services.run(shellCommand([...(mayNot ? ['sudo'] : []), program, '-c', config, 'status']));
  return { why, wayOut, ...(mayNot ? { denied: true } : {}) };
}

function softLimit(pid: number): number | null {
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${pid}/limits`) ?? '')?.soft ?? null;
}
