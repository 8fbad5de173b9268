import { parseOpenFilesLimit } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import { words } from '../words/words.ts';
import { isMainProcess } from './ancestors.ts';
import { logLines } from './journal.ts';
import { type Ran, run } from './run.ts';
import { byHand, type ManagedService, type NoService } from './service.ts';
import { controlOf } from './supervisord.ts';

/** `supervisorctl restart` stops (stopwaitsecs, 10 s by default) and starts (startsecs, with startretries). */
const CHANGE_TIMEOUT_MS = 200_000;
const ASK_TIMEOUT_MS = 10_000;
const CHANGES = { restart: ['restart'], reload: ['signal', 'HUP'] } as const;

export interface SupervisedProgram {
  /** GROUP:NAME, or NAME alone where the group is called the same. */
  name: string;
  state: string;
  pid: number | null;
}

/** supervisorctl splits its line at spaces, takes `all` and `*` for everything, and a leading dash for an option. */
const NAME = /^(?!all$)[^\s:*-][^\s:*]*(?::[^\s:*]+)?$/;

/** `supervisorctl status`: `web:web_00   RUNNING   pid 4711, uptime 0:01:02` (supervisorctl.py, _show_statuses). */
export function parseStatus(text: string): SupervisedProgram[] {
  return text.split('\n').flatMap(line => {
    const match = /^(\S+)\s+([A-Z]+)\b(?:\s+pid (\d+),)?/.exec(line);
    return match ? [{ name: match[1]!, state: match[2]!, pid: match[3] === undefined ? null : Number(match[3]) }] : [];
  });
}

/** The program of supervisord that a master is, or whose wrapper started it: matched by pid, as supervisorctl tells them. */
export async function supervisedService(supervisord: number, masterPid: number): Promise<ManagedService | NoService> {
  const { program, config } = controlOf(supervisord);
  if (config === null) {
    const why = words().services.noConfig(supervisord);
    return { why, wayOut: words().services.supervisorctl };
  }
  const owner = idsOf(supervisord);
  // A configuration file names Python code to load: root does not run that of another user as root.
  const as = process.getuid?.() === 0 && owner !== null && owner.uid !== 0 ? owner : undefined;
  const control = [program, '-c', config];
  const ask = (...args: string[]) =>
    run([...control, ...args], { timeoutMs: ASK_TIMEOUT_MS, speaksOnStdout: true, ...(as && { as }) });

  const status = await ask('status');
  // The status of a program tells its pid once it has run for startsecs.
  const pidOf = async ({ name, state, pid }: SupervisedProgram) =>
    pid ?? (state === 'STARTING' && NAME.test(name) ? Number((await ask('pid', name)).stdout) || null : null);
  const programs = await Promise.all(
    parseStatus(status.stdout).map(async program => ({ ...program, pid: await pidOf(program) })),
  );
  const own = programs.find(({ pid }) => pid !== null && isMainProcess(pid, masterPid));
  if (!own) return notFound(supervisord, control, status, owner?.uid ?? null);
  const { name } = own;
  if (!NAME.test(name)) {
    const why = words().services.oddName(JSON.stringify(name));
    return { why, wayOut: words().services.rename };
  }

  const mainPid = async () => {
    const [now] = parseStatus((await ask('status', name)).stdout);
    return now ? await pidOf(now) : null;
  };
  let main = { pid: null as number | null, at: Number.NEGATIVE_INFINITY };
  const command = (change: 'restart' | 'reload') => [...control, ...CHANGES[change], name];
  return {
    by: 'supervisor',
    unit: name,
    // A wrapper would get the signal in the master's place.
    canReload: own.pid === masterPid,
    says: [
      words().services.stopWait,
      words().services.refused,
      words().services.inheritsLimit(softLimit(supervisord)),
      ...(as ? [words().services.runsAs(userName(as.uid))] : []),
    ],
    nextLimit: softLimit(supervisord),
    command,
    sudoCommand: change => ['sudo', ...command(change)].join(' '),
    change: async change => {
      // Between stop and start it says something. Where fdtop has been interrupted nobody listens, and it must not die of
      // that: Python keeps what it says to its end, unless it is told otherwise.
      const env = { PYTHONUNBUFFERED: '' };
      const options = { timeoutMs: CHANGE_TIMEOUT_MS, speaksOnStdout: true, env, ...(as && { as }) } as const;
      return succeeded(await run(command(change), options));
    },
    mainPid,
    owns: async pid => {
      // Asked anew at most once a second: each time it is a Python that starts.
      if (performance.now() - main.at > 1000) main = { pid: await mainPid(), at: performance.now() };
      return main.pid !== null && isMainProcess(main.pid, pid);
    },
    state: async () => {
      const state = parseStatus((await ask('status', name)).stdout)[0]?.state;
      return {
        text: state ?? words().services.unknownState,
        down: ['FATAL', 'EXITED', 'STOPPED'].includes(state ?? ''),
      };
    },
    lastLines: async () => {
      const logs = [await ask('tail', '-8000', name, 'stderr'), await ask('tail', '-8000', name, 'stdout')];
      const lines = logs.map(({ ok, stdout }) => (ok ? logLines(stdout) : [])).find(each => each.length > 0);
      return { log: 'log', lines: lines ?? [] };
    },
  };
}

/** supervisorctl tells a failed start on stdout, and older ones (before 4.0) exit with 0 all the same. */
function succeeded(ran: Ran): Ran {
  const error = /^\S+: ERROR \((?!not running\)).*$/m.exec(ran.stdout);
  return ran.ok && error ? { ...ran, ok: false, words: error[0] } : ran;
}

function notFound(supervisord: number, control: string[], status: Ran, uid: number | null): NoService {
  if (parseStatus(status.stdout).some(({ pid }) => pid !== null)) {
    return { why: words().services.noProgram(supervisord), wayOut: byHand() };
  }
  const why = words().services.notAsked(supervisord, status.words || words().services.noneRuns);
  const self = process.getuid?.();
  const mayNot = status.denied || (self !== 0 && self !== uid);
  const wayOut = words().services.run(`${mayNot ? 'sudo ' : ''}${control.join(' ')} status`);
  return { why, wayOut, ...(mayNot ? { denied: true } : {}) };
}

function softLimit(pid: number): number | null {
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${pid}/limits`) ?? '')?.soft ?? null;
}

/** Effective uid and gid (/proc/PID/status, `Uid: real effective saved fs`); null when it is gone. */
function idsOf(pid: number): { uid: number; gid: number } | null {
  const status = tryReadProcFile(`/proc/${pid}/status`) ?? '';
  const [uid, gid] = ['Uid', 'Gid'].map(name => new RegExp(`^${name}:\\s+\\d+\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}
