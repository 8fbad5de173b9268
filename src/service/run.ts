import { execa } from 'execa';
import { printable } from '../model/printable.ts';
import { words } from '../words/words.ts';

/** How a program of a service manager ended. */
export interface Ran {
  ok: boolean;
  stdout: string;
  stderr: string;
  /** Its own words on what went wrong, on one line and safe to print; '' when it was content. */
  words: string;
  /** They say that this user may not. */
  denied: boolean;
  /** There is no such program on PATH. */
  missing: boolean;
}

export interface RunOptions {
  timeoutMs: number;
  /** Run it as this user and group, which only root can; as fdtop's own user when absent. */
  as?: { uid: number; gid: number };
  env?: Record<string, string>;
  /** What it says on stdout belongs to its words: supervisorctl reports failures there. */
  speaksOnStdout?: true;
}

const DENIED =
  /authentication (?:is )?required|access denied|permission denied|not permitted|must be (?:superuser|root)|PermissionError/i;
const MOST_WORDS = 400;

/**
 * Runs a program, given as a list of arguments and never through a shell, without stdin and without a terminal, so that it
 * cannot ask for a password over the screen. It leads a session of its own: Ctrl-C on fdtop ends the waiting, not a restart
 * that is half done. Never throws: a program that is missing or takes too long is told in `words`.
 */
export async function run([program, ...args]: readonly string[], options: RunOptions): Promise<Ran> {
  const { timeoutMs, as, env, speaksOnStdout } = options;
  const result = await execa(program!, args, {
    reject: false,
    stdin: 'ignore',
    detached: true,
    // Not where fdtop was started: that may be a folder that this user, as after su, may not enter.
    cwd: '/',
    timeout: timeoutMs,
    env: { LC_ALL: 'C', SYSTEMD_PAGER: '', SYSTEMD_COLORS: '0', ...env },
    ...as,
  });
  const { failed, stdout, stderr, exitCode, timedOut, code, shortMessage = '' } = result;
  const said = words().services;
  const ran = { stdout, stderr, denied: false, missing: false };
  if (!failed) return { ...ran, ok: true, words: '' };
  if (code === 'ENOENT') return { ...ran, ok: false, words: said.missingProgram(program!), missing: true };
  const seconds = timeoutMs / 1000;
  const told = [stderr, speaksOnStdout ? stdout : ''].join('\n').trim();
  const why = timedOut
    ? said.tookTooLong(`${program} ${args.join(' ')}`, seconds)
    : said.exit(printable(told || shortMessage, MOST_WORDS), exitCode ?? '-');
  return { ...ran, ok: false, words: why, denied: DENIED.test(told) };
}
