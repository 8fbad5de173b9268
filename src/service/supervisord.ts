import { existsSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseCmdline } from '../proc/cmdline.ts';
import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { findProgram, isExecutable } from './program.ts';

/** Whether this process is a supervisord: by the name of its script, or as `python -m supervisor.supervisord`. */
export function isSupervisord(pid: number): boolean {
  const argv = parseCmdline(tryReadProcFile(`/proc/${pid}/cmdline`) ?? '');
  return readStat('/proc', pid)?.comm === 'supervisord' || argv.slice(0, 3).some(isScript);
}

const isScript = (arg: string) => /(?:^|\/)supervisord$|^supervisor\.supervisord$/.test(arg);

/** The supervisorctl that a person would use for this supervisord, and its configuration file. */
export interface Control {
  program: string;
  /** Null when it cannot be found: then there is no way to reach it. */
  config: string | null;
}

/** How to reach a running supervisord: by the file of its `-c`, else the first that its own search finds. */
export function controlOf(pid: number): Control {
  const argv = parseCmdline(tryReadProcFile(`/proc/${pid}/cmdline`) ?? '');
  const script = argv.slice(0, 3).find(isScript) ?? '';
  const cwd = workingDirectory(pid);
  const given = configArgument(argv);
  // What was given is taken as it is: this user may not even see whether it is there.
  const path = given === null || isAbsolute(given) || !cwd ? given : resolve(cwd, given);
  const config = path ?? searchPaths(script, cwd).find(existsSync) ?? null;
  return { program: controlProgram(script), config: config !== null && isAbsolute(config) ? config : null };
}

/** supervisorctl of the same installation, by its path unless PATH finds the same. */
function controlProgram(script: string): string {
  const beside = isAbsolute(script) ? join(dirname(script), 'supervisorctl') : '';
  return beside !== '' && isExecutable(beside) && findProgram('supervisorctl') !== beside ? beside : 'supervisorctl';
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
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // of another user
  }
}
