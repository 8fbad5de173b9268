import { execa } from 'execa';
import { printable } from '../model/printable.ts';

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
  const ran = { stdout, stderr, denied: false, missing: false };
  if (!failed) return { ...ran, ok: true, words: '' };
  if (code === 'ENOENT') return { ...ran, ok: false, words: `there is no ${program} on this machine`, missing: true };
  const seconds = timeoutMs / 1000;
  const said = [stderr, speaksOnStdout ? stdout : ''].join('\n').trim();
  const words = timedOut
    ? `${program} ${args.join(' ')} did not end within ${seconds} s; what it began may go on`
    : `${printable(said || shortMessage, MOST_WORDS)} (exit ${exitCode ?? '-'})`;
  return { ...ran, ok: false, words, denied: DENIED.test(said) };
}
