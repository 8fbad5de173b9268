import { optionValue, splitOptions } from '../gunicorn/options.ts';
import type { Foreign } from '../model/foreign.ts';
import { words } from '../words/words.ts';
import { launchOf } from './launch.ts';
import { configFile, environmentArguments, plainSetting } from './settings.ts';
import type { Target } from './signal.ts';

/** Gunicorn's own graceful_timeout (gunicorn/config.py, GracefulTimeout). */
export const DEFAULT_GRACE_SECONDS = 30;

export interface Grace {
  seconds: number;
  /** Where it stands: `--graceful-timeout`, `GUNICORN_CMD_ARGS`, the config file's path; or that it is the default. */
  source: string;
}

/**
 * How long the requests of an ending worker of this master may take, in seconds: its graceful_timeout, from its arguments,
 * GUNICORN_CMD_ARGS or a plain line of its config file, in the order in which Gunicorn prefers them; else the default.
 */
export async function graceOf(master: Pick<Target, 'pid'>): Promise<Grace> {
  const launch = await launchOf(master.pid).catch(() => null);
  const fallback = { seconds: DEFAULT_GRACE_SECONDS, source: words().commands.gunicornsDefault };
  if (!launch || 'why' in launch) return fallback;
  const fromEnvironment = splitOptions(environmentArguments(launch) ?? []);
  const config = await configFile(launch);
  const given: [Foreign | null, string][] = [
    [optionValue(splitOptions(launch.args), '--graceful-timeout'), '--graceful-timeout'],
    [optionValue(fromEnvironment, '--graceful-timeout'), 'GUNICORN_CMD_ARGS'],
    [config && plainSetting(config.text, 'graceful_timeout'), `${config?.file}`],
  ];
  for (const [value, source] of given) {
    if (value !== null && /^\d{1,5}$/.test(value.raw)) return { seconds: Number(value.raw), source };
  }
  return fallback;
}
