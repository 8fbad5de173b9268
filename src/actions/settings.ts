import { isAbsolute, join } from 'node:path';
import { optionValue, splitOptions } from '../gunicorn/options.ts';
import type { Launch } from './launch.ts';
import { readSmallFile } from './small-file.ts';

/** Gunicorn's arguments from GUNICORN_CMD_ARGS, split at spaces; null where quotes would have to be understood. */
export function environmentArguments({ env }: Pick<Launch, 'env'>): string[] | null {
  const text = env.GUNICORN_CMD_ARGS ?? '';
  return /["'\\]/.test(text) ? null : text.split(/\s+/).filter(Boolean);
}

export interface ConfigFile {
  /** Its path as the master sees it. */
  file: string;
  text: string;
  isWorldReadable: boolean;
}

/**
 * The text of the config file that the master read (gunicorn/app/base.py, load_config): `-c` of its arguments, else of
 * GUNICORN_CMD_ARGS, else gunicorn.conf.py of its directory. Null where there is none, or none that can be read.
 */
export function configFile(launch: Launch): ConfigFile | null {
  const fromEnvironment = splitOptions(environmentArguments(launch) ?? []);
  const named =
    optionValue(splitOptions(launch.args), '-c', '--config') ?? optionValue(fromEnvironment, '-c', '--config');
  if (named?.startsWith('python:')) return null;
  const path = named?.replace(/^file:/, '') ?? 'gunicorn.conf.py';
  // A relative one was looked for where the master was started: $PWD tells, for --chdir may have led it elsewhere.
  const { PWD } = launch.env;
  const places = isAbsolute(path)
    ? [path]
    : [PWD && isAbsolute(PWD) ? PWD : launch.cwd, launch.cwd].map(dir => join(dir, path));
  for (const file of places) {
    // As the master sees it, which may live in a container.
    const read = readSmallFile(`${launch.root}${file}`);
    if (read) return { file, ...read };
  }
  return null;
}

/** The right side of a plain `name = value` line of a config file, without its comment; nothing is executed. */
export function plainSetting(text: string, name: string): string | null {
  const lines = [...text.matchAll(new RegExp(`^${name}\\s*=\\s*([^#\\n]*)`, 'gm'))];
  return lines.at(-1)?.[1]?.trim() ?? null;
}
