import { hasOption, splitOptions } from '../gunicorn/options.ts';
import { words } from '../words/words.ts';
import { checkCommand } from './check-command.ts';
import { type Checked, holds, type Permit, permitCheck } from './check-permit.ts';
import { readCheck } from './check-result.ts';
import { type Launch, launchOf } from './launch.ts';
import { runCheck, whyNotRun } from './run-check.ts';
import { type ConfigFile, configFile, environmentArguments, plainSetting } from './settings.ts';
import { isAlive } from './signal.ts';
import { dependsOnStart, startOf } from './start-place.ts';

export type { Checked } from './check-permit.ts';

/** Would a worker that is started now load the app as it is on disk? */
export type Preflight = Look & {
  /** So many processes that the app has started when it was loaded could not be ended; null: that is not known. */
  left?: number | null;
};

type Look =
  | { state: 'loads'; seconds: number }
  /** `words`: the line that tells most of what was said, safe to print. `config`: not the app, the configuration fails. */
  | { state: 'broken'; words: string; part: 'app' | 'config' }
  /** `why` ends a sentence. */
  | { state: 'unknown'; why: string }
  /** It was not looked, as nobody has asked for it: `why` says whose code it would run. */
  | { state: 'unasked'; why: string };

export interface CheckOptions {
  /** Somebody has asked for just this check, and knows whose code it runs. */
  asked: boolean;
  signal?: AbortSignal;
  /** 20 s. */
  timeoutMs?: number;
}

/** An app that loads for longer is not waited for: Gunicorn itself gives up on a worker after 30 s by default. */
const TIMEOUT_MS = 20_000;

/**
 * Loads the app once, in a process of its own: `gunicorn --check-config` with the master's interpreter, arguments,
 * directory and environment, as the user of its workers; in a container, inside of it. It binds no socket, writes no pidfile and
 * runs no hook; what the app does when it is imported, it does. Not before it is asked for, where neither the system nor fdtop's
 * own user has started the service. Never throws for what is wrong with the app or the check.
 */
export async function checkApp(
  checked: Checked,
  { asked, signal, timeoutMs = TIMEOUT_MS }: CheckOptions,
): Promise<Preflight> {
  const { master } = checked;
  const said = words().checks;
  if (!isAlive(master)) return { state: 'unknown', why: said.masterGone(master.pid) };
  const permit = await permitCheck(checked);
  if ('why' in permit) return { state: 'unknown', why: permit.why };
  const launch = await launchOf(master.pid);
  if ('why' in launch) return { state: 'unknown', why: launch.why };
  const config = await configFile(launch);
  if (isPreloaded(launch, config)) return { state: 'unknown', why: said.preloaded };
  const notRun = whyNotRun(launch, permit);
  if (notRun !== null) return { state: 'unknown', why: notRun };
  if (permit.onlyAsked !== null && !asked) return { state: 'unasked', why: permit.onlyAsked };

  const start = await startOf(launch);
  if (!holds(permit)) return { state: 'unknown', why: said.isAnother(master.pid) };
  const run = await runCheck(checkCommand(launch, start), permit, { timeoutMs, signal });
  return readCheck(run, launch.doubt ?? doubtOf(launch, { config, start, permit }));
}

function isPreloaded(launch: Launch, config: ConfigFile | null): boolean {
  const options = splitOptions([...launch.args, ...(environmentArguments(launch) ?? [])]);
  if (hasOption(options, '--preload')) return true;
  return config !== null && plainSetting(config.text, 'preload_app')?.raw === 'True';
}

interface Circumstances {
  config: ConfigFile | null;
  start: string | null;
  permit: Permit;
}

/** Why a failure of the check may be one of the check alone. */
function doubtOf(launch: Launch, { config, start, permit }: Circumstances): string | null {
  const said = words().checks;
  const setting = ['raw_env', 'pythonpath', 'chdir'].find(name => config && plainSetting(config.text, name) !== null);
  if (setting) return said.notApplied(`${config!.file}`, setting);
  const quoted = environmentArguments(launch) ? '' : (launch.env.GUNICORN_CMD_ARGS?.raw ?? '');
  if (/(?:^|\s)(?:-e|--env|--pythonpath|--chdir)/.test(quoted)) return said.quotes;
  if (start === null && dependsOnStart(launch)) return said.otherFolder;
  // The config file, or its folder, may be open to the master's user only; the workers never read it.
  const isOtherUser = permit.worker.uids[1] !== permit.master.uids[1];
  if (config && isOtherUser && (!config.isWorldReadable || start !== launch.cwd.raw))
    return said.closed(`${config.file}`);
  return null;
}
