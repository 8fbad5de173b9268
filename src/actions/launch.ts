import { isAbsolute, join, resolve } from 'node:path';
import { basename, gunicornArguments, PYTHON } from '../gunicorn/claim.ts';
import { type Foreign, foreign, rawOf } from '../model/foreign.ts';
import { lookAtForeign } from '../platform/foreign-file.ts';
import { type Reader, readerOf } from '../platform/reader.ts';
import { parseCmdline } from '../proc/cmdline.ts';
import { readStat } from '../proc/stat.ts';
import { readFailure, readProcFile, readProcLink, tryReadProcFile } from '../proc/tree.ts';
import { words } from '../words/words.ts';
import { launchOfUnit } from './unit-launch.ts';

/** How a master was started, as far as it can be found out: enough to start another Gunicorn in the same way. */
export interface Launch {
  /** The Python that runs it, by its real path. */
  python: Foreign;
  /** What stands before Gunicorn's own arguments: the interpreter, its options and the script. */
  program: Foreign[];
  /** Gunicorn's own. */
  args: Foreign[];
  env: Record<string, Foreign>;
  /** Where it is now. */
  cwd: Foreign;
  /** Where its file system is to be found from here. */
  root: string;
  /** Who must be able to read a file that is read for it; null where that is no question. */
  readableBy: Reader | null;
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
  const readableBy = readerOf('/proc', masterPid);
  const argv = parseCmdline(tryReadProcFile(`/proc/${masterPid}/cmdline`) ?? '');
  const stat = readStat('/proc', masterPid);
  if (argv.length === 0 || !stat) return { why: said.masterGone(masterPid) };
  const cwd = linkOf(masterPid, 'cwd');
  if (cwd === null) return { why: said.onlyRootLooks(masterPid) };
  if (cwd.raw.endsWith(' (deleted)')) return { why: said.folderDeleted(`${foreign(cwd.raw.slice(0, -10))}`) };
  const python = linkOf(masterPid, 'exe') ?? foreign('');
  if (python.raw.endsWith(' (deleted)')) return { why: said.pythonReplaced };
  if (!PYTHON.test(basename(python.raw))) return { why: said.noPython(`${python}`) };
  if (/^gunicorn: /.test(argv[0]!.raw)) return await launchOfUnit({ masterPid, cwd, python, readableBy });

  const args = gunicornArguments({ argv, comm: stat.comm });
  if (!args) return { why: said.embeds };
  let env: Record<string, Foreign>;
  try {
    env = parseEnviron(readProcFile(`/proc/${masterPid}/environ`));
  } catch (error) {
    if (readFailure(error) !== 'permission') throw error;
    return { why: said.environment(masterPid) };
  }
  const before = argv.slice(0, argv.length - args.length);
  const root = `/proc/${masterPid}/root`;
  return {
    ...(await programOf({ python, before, env, cwd, root, readableBy })),
    python,
    args,
    env,
    cwd,
    root,
    readableBy,
  };
}

function linkOf(pid: number, name: string): Foreign | null {
  try {
    return foreign(readProcLink(`/proc/${pid}/${name}`));
  } catch {
    return null;
  }
}

/** All variables of /proc/PID/environ. */
function parseEnviron(text: string): Record<string, Foreign> {
  const entries = text.split('\0').filter(entry => entry.indexOf('=') > 0);
  return Object.fromEntries(
    entries.map(entry => {
      const [name, value] = entry.split(/=(.*)/s, 2);
      return [name!, foreign(value ?? '')];
    }),
  );
}

interface Started {
  python: Foreign;
  before: readonly Foreign[];
  env: Record<string, Foreign>;
  cwd: Foreign;
  root: string;
  readableBy: Reader | null;
}

/**
 * The interpreter by the path under which it was started, where that still leads to the same program: a virtualenv is found
 * by that path, not by the program's own (PEP 405).
 */
async function programOf(started: Started): Promise<Pick<Launch, 'program' | 'doubt'>> {
  const { python, before, env, root, readableBy } = started;
  const [typed = '', ...others] = rawOf(before);
  const rest: Foreign[] = [];
  for (const word of others) rest.push(foreign(await absolutePath(word, started)));
  const places = typed.includes('/') ? roots(started) : (env.PATH?.raw ?? '').split(':').filter(isAbsolute);
  for (const place of places) {
    const path = resolve(place, typed);
    const found = await lookAtForeign({ root, path, readableBy });
    if ('kind' in found && found.realPath === python.raw) return { program: [foreign(path), ...rest], doubt: null };
  }
  const doubt = words().checks.otherPython(`${foreign(typed)}`, `${python}`);
  return { program: [python, ...rest], doubt };
}

/** A script by a relative path was found from where the master was started, which --chdir may have left. */
async function absolutePath(word: string, started: Started): Promise<string> {
  if (!word.includes('/') || word.startsWith('-') || isAbsolute(word)) return word;
  for (const place of roots(started)) {
    const path = join(place, word);
    const { root, readableBy } = started;
    if ('kind' in (await lookAtForeign({ root, path, readableBy }))) return path;
  }
  return word;
}

function roots({ env, cwd }: Started): string[] {
  const pwd = env.PWD?.raw ?? '';
  return isAbsolute(pwd) ? [pwd, cwd.raw] : [cwd.raw];
}
