import { isAbsolute, resolve } from 'node:path';
import { optionValue, splitOptions } from '../gunicorn/options.ts';
import { lookAtForeign } from '../platform/foreign-file.ts';
import type { Launch } from './launch.ts';
import { environmentArguments } from './settings.ts';

/**
 * The folder in which a master was started. Its relative arguments are meant from there, and a --chdir has led it elsewhere
 * since; the master itself goes back to it for a reload. Null when it cannot be told.
 */
export async function startOf({
  args,
  env,
  cwd,
  root,
  readableBy,
}: Pick<Launch, 'args' | 'env' | 'cwd' | 'root' | 'readableBy'>): Promise<string | null> {
  const chdir = given({ args, env }, '--chdir');
  if (chdir === null) return cwd.raw;
  const above = isAbsolute(chdir) ? [] : [withoutEnd(cwd.raw, resolve('/', chdir)), cwd.raw];
  // What the shell says, but only where that fits: a manager starts it without one, or with its own.
  const places = [env.PWD?.raw, ...above].filter(place => place !== undefined && isAbsolute(place));
  for (const place of places) {
    const found = await lookAtForeign({ root, path: isAbsolute(chdir) ? chdir : `${place}/${chdir}`, readableBy });
    if ('kind' in found && found.realPath === cwd.raw) return place!;
  }
  return null;
}

/** Whether it matters where a master was started: something that it was given is relative. */
export function dependsOnStart(launch: Pick<Launch, 'args' | 'env'>): boolean {
  const path = given(launch, '-c', '--config')?.replace(/^file:/, '') ?? '/';
  const paths = [path.startsWith('python:') ? '/' : path, given(launch, '--chdir'), given(launch, '--paste')];
  return paths.some(each => each !== null && !isAbsolute(each));
}

/** The command line wins over GUNICORN_CMD_ARGS (gunicorn/app/base.py, load_config). */
function given({ args, env }: Pick<Launch, 'args' | 'env'>, ...names: string[]): string | null {
  const value =
    optionValue(splitOptions(args), ...names) ??
    optionValue(splitOptions(environmentArguments({ env }) ?? []), ...names);
  return value?.raw ?? null;
}

function withoutEnd(path: string, end: string): string {
  return path.endsWith(end) ? path.slice(0, path.length - end.length) || '/' : path;
}
