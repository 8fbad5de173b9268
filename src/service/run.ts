import { type Foreign, foreign } from '../model/foreign.ts';
import { printable } from '../model/printable.ts';
import { shellCommand } from '../model/shell-command.ts';
import { findProgram, type TrustedProgram } from '../platform/find-program.ts';
import type { ProgramName } from '../platform/programs.ts';
import { type ProgramRun, type RunOptions, runProgram } from '../platform/run-program.ts';
import { words } from '../words/words.ts';

/** How a program of a service manager ended. */
export interface Ran {
  ok: boolean;
  stdout: Foreign;
  stderr: Foreign;
  /** Its own words on what went wrong, on one line and safe to print; '' when it was content. */
  words: string;
  /** They say that this user may not. */
  denied: boolean;
  /** There is no such program. */
  missing: boolean;
}

/** A program by its name, or where it was found, and its arguments. */
export type Command = readonly [program: ProgramName | TrustedProgram, ...args: string[]];

const BY_PATH = 'supervisorctl';

export interface AskOptions extends Pick<RunOptions, 'timeoutMs' | 'as' | 'env' | 'input'> {
  /** What it says on stdout belongs to its words: supervisorctl reports failures there. */
  speaksOnStdout?: true;
}

const DENIED =
  /authentication (?:is )?required|access denied|permission denied|not permitted|must be (?:superuser|root)|PermissionError/i;
const MOST_WORDS = 400;

/** Runs a program of a manager, and tells what it said in words. Never throws: see runProgram. */
export async function run([name, ...args]: Command, options: AskOptions): Promise<Ran> {
  const said = words().services;
  const program = name.startsWith('/') ? (name as TrustedProgram) : findProgram(name);
  if (program === null) return { ...NOTHING, words: said.missingProgram(name), missing: true };
  // The only one that lies beside what it is for.
  const entry = name.startsWith('/') ? BY_PATH : (name as ProgramName);
  const ran = await runProgram(entry, program, args, {
    ...options,
    env: { SYSTEMD_PAGER: '', SYSTEMD_COLORS: '0', ...options.env },
  });
  const { stdout, stderr } = ran;
  if (ran.exitCode === 0 && ran.stopped === null)
    return { ok: true, stdout, stderr, words: '', denied: false, missing: false };
  const told = [stderr, ...(options.speaksOnStdout ? [stdout] : [])]
    .map(({ raw }) => raw)
    .join('\n')
    .trim();
  const denied = DENIED.test(told);
  return { ok: false, stdout, stderr, words: why(ran, told, [name, ...args], options), denied, missing: false };
}

const NOTHING = { ok: false, stdout: foreign(''), stderr: foreign(''), denied: false };

function why(ran: ProgramRun, told: string, command: readonly string[], { timeoutMs }: AskOptions): string {
  const said = words().services;
  const { stopped, exitCode, signal } = ran;
  if (stopped === 'timeout') return said.tookTooLong(shellCommand(command), timeoutMs / 1000);
  if (stopped !== null && stopped !== 'aborted') return printable(stopped.error, MOST_WORDS);
  return said.exit(printable(told || shellCommand(command), MOST_WORDS), exitCode ?? signal ?? '-');
}
