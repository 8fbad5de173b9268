import { dirname, isAbsolute, join, resolve } from 'node:path';
import { basename, PYTHON } from '../gunicorn/claim.ts';
import { type Foreign, rawOf } from '../model/foreign.ts';
import { printable } from '../model/printable.ts';
import { findProgram, isOwn, programOfProcess, type TrustedProgram } from '../platform/find-program.ts';
import { lookAtForeign } from '../platform/foreign-file.ts';
import { readerOf } from '../platform/reader.ts';
import { parseCmdline } from '../proc/cmdline.ts';
import { type Credentials, identityOf, soleUser } from '../proc/identity.ts';
import { readStat } from '../proc/stat.ts';
import { readProcLink, tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import { words } from '../words/words.ts';

/** A supervisord, by what no user can make up: what it executes, and that all its ids are one user's. */
export interface Supervisord {
  pid: number;
  user: Credentials;
  /** Its script as it was started; '' where that cannot be told. */
  script: string;
  argv: readonly Foreign[];
}

/**
 * The supervisord that this process is. Anybody may call a program that, and a set-user-ID one that waits for a password bears
 * the name that its user gave it: so it must execute a Python, and be of one user in all its ids.
 */
export function supervisordAt(pid: number): Supervisord | null {
  const argv = parseCmdline(tryReadProcFile(`/proc/${pid}/cmdline`) ?? '');
  const script = rawOf(argv.slice(0, 3)).find(isScript) ?? '';
  if (script === '' && readStat('/proc', pid)?.comm.raw !== 'supervisord') return null;
  const identity = identityOf(pid);
  const user = identity && soleUser(identity);
  if (!user) return null;
  // Who is not root neither sees what another executes, nor can run anything as him: his own counts, and root's.
  const self = process.geteuid?.() ?? 0;
  if (self !== 0 && user.uid !== self && user.uid !== 0) return null;
  const isPython = identity.exe === null ? process.geteuid?.() !== 0 : PYTHON.test(basename(identity.exe.raw));
  return isPython ? { pid, user, script, argv } : null;
}

const isScript = (arg: string) => /(?:^|\/)supervisord$|^supervisor\.supervisord$/.test(arg);

/** The supervisorctl that is run for a supervisord. */
export interface Control {
  program: TrustedProgram;
  config: string;
  /** As the user of the supervisord; null: as fdtop's own. */
  as: Credentials | null;
}

/** Why there is no way to reach it, and the way out, as sentences without their full stop. */
export interface NoControl {
  why: string;
  wayOut: string;
}

/**
 * How to reach a running supervisord: by the file of its `-c`, else the first that its own search finds. That file names Python
 * code, which supervisorctl loads: it is run as the user of the supervisord, or where nobody else can have written the file.
 */
export async function controlOf(supervisord: Supervisord): Promise<Control | NoControl> {
  const said = words().services;
  const { pid, user } = supervisord;
  if (!sharesFiles(pid)) return { why: said.supervisordApart(pid), wayOut: said.supervisorctl };
  const config = await configOf(supervisord);
  if (config === null) return { why: said.noConfig(pid), wayOut: said.supervisorctl };
  const self = process.geteuid?.() ?? 0;
  const installed = findProgram('supervisorctl');
  if (self === 0 && user.uid !== 0) {
    if (installed === null)
      return { why: said.missingProgram('supervisorctl'), wayOut: said.supervisorctlAs(userName(user.uid)) };
    return { program: installed, config, as: user };
  }
  if (!isOwn(config)) return { why: said.configOfOthers(pid, printable(config)), wayOut: said.supervisorctl };
  const beside = isAbsolute(supervisord.script) ? join(dirname(supervisord.script), 'supervisorctl') : '';
  const program = (user.uid === self && beside !== '' ? programOfProcess(beside) : null) ?? installed;
  if (program === null) return { why: said.missingProgram('supervisorctl'), wayOut: said.supervisorctl };
  return { program, config, as: null };
}

async function configOf({ pid, script, argv }: Supervisord): Promise<string | null> {
  const cwd = workingDirectory(pid);
  const given = configArgument(rawOf(argv));
  // What was given is taken as it is: this user may not even see whether it is there.
  const path = given === null || isAbsolute(given) || !cwd ? given : resolve(cwd, given);
  if (path !== null) return isAbsolute(path) ? path : null;
  for (const place of searchPaths(script, cwd)) {
    const found = await lookAtForeign({ root: '/', path: place, readableBy: readerOf('/proc', pid) });
    if ('kind' in found) return place;
  }
  return null;
}

/** `-c FILE`, `-cFILE`, `--configuration FILE`, `--configuration=FILE` (supervisor/options.py); null without one. */
export function configArgument(argv: readonly string[]): string | null {
  for (const [index, arg] of argv.entries()) {
    if (arg === '-c' || arg === '--configuration') return argv[index + 1] ?? null;
    const value = /^(?:-c|--configuration=)(.+)$/s.exec(arg)?.[1];
    if (value !== undefined) return value;
  }
  return null;
}

/** Where supervisord looks when it is given no file (supervisor/options.py, Options.__init__). */
export function searchPaths(script: string, cwd: string | null): string[] {
  const here = dirname(dirname(script));
  const beside = isAbsolute(script) ? [join(here, 'etc/supervisord.conf'), join(here, 'supervisord.conf')] : [];
  const local = cwd ? [join(cwd, 'supervisord.conf'), join(cwd, 'etc/supervisord.conf')] : [];
  return [...beside, ...local, '/etc/supervisord.conf', '/etc/supervisor/supervisord.conf'];
}

function workingDirectory(pid: number): string | null {
  try {
    return readProcLink(`/proc/${pid}/cwd`);
  } catch {
    return null; // of another user
  }
}

/** Whether a path means the same file to it as to fdtop. Where that may not be seen, it is taken to. */
function sharesFiles(pid: number): boolean {
  try {
    const isSameTree = readProcLink(`/proc/${pid}/ns/mnt`) === readProcLink('/proc/self/ns/mnt');
    return isSameTree && readProcLink(`/proc/${pid}/root`) === readProcLink('/proc/self/root');
  } catch {
    return process.geteuid?.() !== 0;
  }
}
