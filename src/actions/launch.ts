import { accessSync, constants, readlinkSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { basename, gunicornArguments, PYTHON } from '../gunicorn/claim.ts';
import { printable } from '../model/printable.ts';
import { parseCmdline } from '../proc/cmdline.ts';
import { readStat } from '../proc/stat.ts';
import { readFailure, readProcFile, tryReadProcFile } from '../proc/tree.ts';
import { words } from '../words/words.ts';
import { launchOfUnit } from './unit-launch.ts';

/** How a master was started, as far as it can be found out: enough to start another Gunicorn in the same way. */
export interface Launch {
  /** The Python that runs it, by its real path. */
  python: string;
  /** What stands before Gunicorn's own arguments: the interpreter, its options and the script. */
  program: string[];
  /** Gunicorn's own. */
  args: string[];
  env: Record<string, string>;
  /** Where it is now. */
  cwd: string;
  /** Where its file system is to be found from here. */
  root: string;
  /** Null when all of this is as it was. Else what may differ: then a failure of another Gunicorn proves nothing. */
  doubt: string | null;
}

/** `why` ends a sentence. */
export type LaunchResult = Launch | { why: string };

/**
 * From /proc/PID/cmdline and environ; for a master under a title (setproctitle writes over both) from its systemd unit.
 * Reads only.
 */
export async function launchOf(masterPid: number): Promise<LaunchResult> {
  const said = words().checks;
  const argv = parseCmdline(tryReadProcFile(`/proc/${masterPid}/cmdline`) ?? '');
  const stat = readStat('/proc', masterPid);
  if (argv.length === 0 || !stat) return { why: said.masterGone(masterPid) };
  const cwd = linkOf(masterPid, 'cwd');
  if (cwd === null) return { why: said.onlyRootLooks(masterPid) };
  if (cwd.endsWith(' (deleted)')) return { why: said.folderDeleted(printable(cwd.slice(0, -10))) };
  const python = linkOf(masterPid, 'exe') ?? '';
  if (python.endsWith(' (deleted)')) return { why: said.pythonReplaced };
  if (!PYTHON.test(basename(python))) return { why: said.noPython(printable(python)) };
  if (/^gunicorn: /.test(argv[0]!)) return await launchOfUnit({ masterPid, cwd, python });

  const args = gunicornArguments({ argv, comm: stat.comm });
  if (!args) return { why: said.embeds };
  let env: Record<string, string>;
  try {
    env = parseEnviron(readProcFile(`/proc/${masterPid}/environ`));
  } catch (error) {
    if (readFailure(error) !== 'permission') throw error;
    return { why: said.environment(masterPid) };
  }
  const before = argv.slice(0, argv.length - args.length);
  return { ...programOf(python, before, env, cwd), python, args, env, cwd, root: `/proc/${masterPid}/root` };
}

function linkOf(pid: number, name: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return null;
  }
}

/** All variables of /proc/PID/environ. */
function parseEnviron(text: string): Record<string, string> {
  const entries = text.split('\0').filter(entry => entry.indexOf('=') > 0);
  return Object.fromEntries(entries.map(entry => entry.split(/=(.*)/s, 2) as [string, string]));
}

/**
 * The interpreter by the path under which it was started, where that still leads to the same program: a virtualenv is found
 * by that path, not by the program's own (PEP 405).
 */
function programOf(python: string, before: string[], env: Record<string, string>, cwd: string) {
  const [typed, ...rest] = before.map((word, index) => (index === 0 ? word : absolutePath(word, env, cwd)));
  const places = typed!.includes('/') ? roots(env, cwd) : (env.PATH ?? '').split(':').filter(isAbsolute);
  const found = places.map(place => resolve(place, typed!)).find(path => realPath(path) === python);
  if (found) return { program: [found, ...rest], doubt: null };
  return {
    program: [python, ...rest],
    doubt: words().checks.otherPython(printable(typed!), printable(python)),
  };
}

/** A script by a relative path was found from where the master was started, which --chdir may have left. */
function absolutePath(word: string, env: Record<string, string>, cwd: string): string {
  if (!word.includes('/') || word.startsWith('-') || isAbsolute(word)) return word;
  return (
    roots(env, cwd)
      .map(root => join(root, word))
      .find(isReadable) ?? word
  );
}

function roots({ PWD }: Record<string, string>, cwd: string): string[] {
  return PWD && isAbsolute(PWD) ? [PWD, cwd] : [cwd];
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
