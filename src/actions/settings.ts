import { isAbsolute, join } from 'node:path';
import { optionValue, splitOptions } from '../gunicorn/options.ts';
import { type Foreign, foreign } from '../model/foreign.ts';
import { readForeignFile } from '../platform/foreign-file.ts';
import type { Launch } from './launch.ts';

/** Longer than any configuration that a person wrote. */
export const MOST_CONFIG_BYTES = 1_000_000;

/** Gunicorn's arguments from GUNICORN_CMD_ARGS, split at spaces; null where quotes would have to be understood. */
export function environmentArguments({ env }: Pick<Launch, 'env'>): Foreign[] | null {
  const text = env.GUNICORN_CMD_ARGS?.raw ?? '';
  return /["'\\]/.test(text) ? null : text.split(/\s+/).filter(Boolean).map(foreign);
}

export interface ConfigFile {
  /** Its path as the master sees it. */
  file: Foreign;
  text: Foreign;
  isWorldReadable: boolean;
}

/**
 * The text of the config file that the master read (gunicorn/app/base.py, load_config): `-c` of its arguments, else of
 * GUNICORN_CMD_ARGS, else gunicorn.conf.py of its directory. Null where there is none, or none that can be read.
 */
export async function configFile(launch: Launch): Promise<ConfigFile | null> {
  const fromEnvironment = splitOptions(environmentArguments(launch) ?? []);
  const named =
    optionValue(splitOptions(launch.args), '-c', '--config') ?? optionValue(fromEnvironment, '-c', '--config');
  if (named?.raw.startsWith('python:')) return null;
  const path = named?.raw.replace(/^file:/, '') ?? 'gunicorn.conf.py';
  // A relative one was looked for where the master was started: $PWD tells, for --chdir may have led it elsewhere.
  const pwd = launch.env.PWD?.raw ?? '';
  const { root, cwd, readableBy } = launch;
  const places = isAbsolute(path) ? [path] : [isAbsolute(pwd) ? pwd : cwd.raw, cwd.raw].map(dir => join(dir, path));
  for (const file of new Set(places)) {
    // As the master sees it, which may live in a container.
    const read = await readForeignFile({ root, path: file, mostBytes: MOST_CONFIG_BYTES, readableBy });
    if ('text' in read)
      return { file: foreign(file), text: read.text, isWorldReadable: (read.stat.mode & 0o004) !== 0 };
  }
  return null;
}

/** The right side of a plain `name = value` line of a config file, without its comment; nothing is executed. */
export function plainSetting({ raw: text }: Foreign, name: string): Foreign | null {
  const lines = [...text.matchAll(new RegExp(`^${name}[ \\t]*=[ \\t]*([^#\\n]*)`, 'gm'))];
  const value = lines.at(-1)?.[1]?.trim();
  return value === undefined ? null : foreign(value);
}
