import { readlinkSync } from 'node:fs';
import { hasOption, splitOptions } from '../gunicorn/options.ts';
import { printable } from '../model/printable.ts';
import { childrenOf } from '../proc/children.ts';
import { type Credentials, parseCredentials } from '../proc/credentials.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { words } from '../words/words.ts';
import { checkCommand } from './check-command.ts';
import { readCheck } from './check-result.ts';
import { type Launch, launchOf } from './launch.ts';
import { runCheck } from './run-check.ts';
import { configFile, environmentArguments, plainSetting } from './settings.ts';
import { isAlive, type Target } from './signal.ts';
import { dependsOnStart, startOf } from './start-place.ts';

/** Would a worker that is started now load the app as it is on disk? */
export type Preflight =
  | { state: 'loads'; seconds: number }
  /** `words`: the line that tells most of what was said, safe to print. `config`: not the app, the configuration fails. */
  | { state: 'broken'; words: string; part: 'app' | 'config' }
  /** `why` ends a sentence. */
  | { state: 'unknown'; why: string };

/** An app that loads for longer is not waited for: Gunicorn itself gives up on a worker after 30 s by default. */
const TIMEOUT_MS = 20_000;

/**
 * Loads the app once, in a process of its own: `gunicorn --check-config` with the master's interpreter, arguments,
 * directory and environment, as the user of its workers. It binds no socket, writes no pidfile and runs no hook; what the
 * app does when it is imported, it does. Never throws for what is wrong with the app or the check.
 */
export async function checkApp(
  master: Target,
  { signal, timeoutMs = TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Preflight> {
  const said = words().checks;
  if (!isAlive(master)) return { state: 'unknown', why: said.masterGone(master.pid) };
  const elsewhere = whereElse(master.pid);
  if (elsewhere) return { state: 'unknown', why: elsewhere };
  const launch = await launchOf(master.pid);
  if ('why' in launch) return { state: 'unknown', why: launch.why };
  if (isPreloaded(launch)) {
    return { state: 'unknown', why: said.preloaded };
  }
  const worker = credentialsOf(childrenOf('/proc', master.pid)[0]?.pid ?? master.pid);
  const own = credentialsOf(process.pid);
  if (!worker || !own) return { state: 'unknown', why: said.userUnknown };
  const isOwn = worker.uid === own.uid && worker.gid === own.gid;
  if (!isOwn && own.uid !== 0) return { state: 'unknown', why: said.otherUser };

  const run = await runCheck(checkCommand(launch, own.uid === 0 ? worker : null), timeoutMs, signal);
  return readCheck(run, launch.doubt ?? doubtOf(launch, worker, credentialsOf(master.pid)));
}

/** A check would not see the files or the network that the workers see. */
function whereElse(pid: number): string | null {
  try {
    const differs = (['mnt', 'net', 'user'] as const).find(
      name => readlinkSync(`/proc/${pid}/ns/${name}`) !== readlinkSync(`/proc/self/ns/${name}`),
    );
    if (differs) return words().checks.apart[differs];
    return readlinkSync(`/proc/${pid}/root`) === '/' ? null : words().checks.chroot;
  } catch {
    return words().checks.onlyRootLooks(pid);
  }
}

function isPreloaded(launch: Launch): boolean {
  const options = splitOptions([...launch.args, ...(environmentArguments(launch) ?? [])]);
  const config = configFile(launch);
  return hasOption(options, '--preload') || (config !== null && plainSetting(config.text, 'preload_app') === 'True');
}

/** Why a failure of the check may be one of the check alone. */
function doubtOf(launch: Launch, worker: Credentials, master: Credentials | null): string | null {
  const config = configFile(launch);
  const setting = ['raw_env', 'pythonpath', 'chdir'].find(name => config && plainSetting(config.text, name) !== null);
  if (setting) return words().checks.notApplied(printable(config!.file), setting);
  const { GUNICORN_CMD_ARGS: quoted = '' } = environmentArguments(launch) ? {} : launch.env;
  if (/(?:^|\s)(?:-e|--env|--pythonpath|--chdir)/.test(quoted)) return words().checks.quotes;
  const start = startOf(launch);
  if (start === null && dependsOnStart(launch)) return words().checks.otherFolder;
  // The config file, or its folder, may be open to the master's user only; the workers never read it.
  if (config && worker.uid !== master?.uid && (!config.isWorldReadable || start !== launch.cwd))
    return words().checks.closed(printable(config.file));
  return null;
}

function credentialsOf(pid: number): Credentials | null {
  const status = tryReadProcFile(`/proc/${pid}/status`);
  return status === null ? null : parseCredentials(status);
}
