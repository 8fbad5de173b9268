import { findProgram, ownersProgram, type TrustedProgram } from '../platform/find-program.ts';
import { notStarted, type ProgramRun, runProgram } from '../platform/run-program.ts';
import { words } from '../words/words.ts';
import { type CheckCommand, TAKE_ENVIRONMENT } from './check-command.ts';
import type { Permit } from './check-permit.ts';
import type { Launch } from './launch.ts';

export interface CheckBounds {
  timeoutMs: number;
  signal?: AbortSignal;
}

/** In a container it has so many seconds more to end by itself, before the way in there is cut off. */
const SPARE_SECONDS = 2;

/** Why it would not be run: what root would execute is not root's alone. Ends a sentence; null when it would. */
export function whyNotRun(
  { python, program }: Pick<Launch, 'python' | 'program'>,
  { as, container }: Permit,
): string | null {
  if (as || container) return null;
  const others = [python, ...program.filter(({ raw }) => raw.includes('/'))].find(
    ({ raw }) => ownersProgram(raw) === null,
  );
  return others === undefined ? null : words().checks.changeable(`${others}`);
}

/**
 * Runs a check, as the user of the workers or in their container, with its environment on stdin. When its time is over, or it has
 * ended, all that it has started is ended: what an app starts when it is loaded does not stay behind. Never throws.
 */
export async function runCheck(
  check: CheckCommand,
  permit: Permit,
  { timeoutMs, signal }: CheckBounds,
): Promise<ProgramRun> {
  const { python, command, env, cwd } = check;
  const { as, container } = permit;
  const input = JSON.stringify(Object.fromEntries(Object.entries(env).map(([name, { raw }]) => [name, raw])));
  const seconds = Math.ceil(timeoutMs / 1000) + SPARE_SECONDS;
  const args = ['-I', '-S', '-c', TAKE_ENVIRONMENT, String(seconds), cwd, ...command.map(({ raw }) => raw)];
  const common = { timeoutMs, input, interrupted: signal, endsAll: true } as const;
  if (container) {
    const { program, id } = container;
    const words = ['exec', '-i', '--user', permit.userInside!, '--workdir', '/', id, python.raw, ...args];
    const found = findProgram(program);
    return found ? await runProgram(program, found, words, common) : notRun(program);
  }
  // As another user it may be any program of his: it has no rights but his.
  const program = as ? (python.raw as TrustedProgram) : ownersProgram(python.raw);
  if (program === null) return notRun(python.raw);
  return await runProgram('check', program, args, { ...common, ...(as ? { as, limitsOf: permit.worker.pid } : {}) });
}

function notRun(program: string): ProgramRun {
  return notStarted(words().services.missingProgram(program));
}
