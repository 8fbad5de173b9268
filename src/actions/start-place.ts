import { realpathSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { optionValue, splitOptions } from '../gunicorn/options.ts';
import type { Launch } from './launch.ts';
import { environmentArguments } from './settings.ts';

/**
 * The folder in which a master was started. Its relative arguments are meant from there, and a --chdir has led it elsewhere
 * since; the master itself goes back to it for a reload. Null when it cannot be told.
 */
export function startOf({ args, env, cwd }: Pick<Launch, 'args' | 'env' | 'cwd'>): string | null {
  const chdir = given({ args, env }, '--chdir');
  if (chdir === null) return cwd;
  const above = isAbsolute(chdir) ? [] : [withoutEnd(cwd, resolve('/', chdir)), cwd];
  // What the shell says, but only where that fits: a manager starts it without one, or with its own.
  const places = [env.PWD, ...above].filter(place => place !== undefined && isAbsolute(place));
  return places.find(place => realPath(resolve(place!, chdir)) === cwd) ?? null;
}

/** Whether it matters where a master was started: something that it was given is relative. */
export function dependsOnStart(launch: Pick<Launch, 'args' | 'env'>): boolean {
  const path = given(launch, '-c', '--config')?.replace(/^file:/, '') ?? '/';
  const paths = [path.startsWith('python:') ? '/' : path, given(launch, '--chdir'), given(launch, '--paste')];
  return paths.some(each => each !== null && !isAbsolute(each));
}

/** The command line wins over GUNICORN_CMD_ARGS (gunicorn/app/base.py, load_config). */
function given({ args, env }: Pick<Launch, 'args' | 'env'>, ...names: string[]): string | null {
  return (
    optionValue(splitOptions(args), ...names) ??
    optionValue(splitOptions(environmentArguments({ env }) ?? []), ...names)
  );
}

function withoutEnd(path: string, end: string): string {
  return path.endsWith(end) ? path.slice(0, path.length - end.length) || '/' : path;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
