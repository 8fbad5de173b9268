/** Ways to have the fds of one process named. */
import { readFileSync } from 'node:fs';
import type { FdTypes } from '../../src/model/fd-types.ts';
import { timeCommand } from './command.ts';

export interface NamedProcess {
  procRoot: string;
  pid: number;
}

/** Ms that the thread of the screen takes in a fresh program; checks that it saw all the fds that it should. */
export async function timeThread(
  program: string,
  { procRoot, pid }: NamedProcess,
  options: { sample: number; output: string; total: number },
): Promise<number> {
  const { sample, output, total } = options;
  await timeCommand(process.execPath, [program, procRoot, String(pid), String(sample)], output);
  const answer: { ms: number; total: number; sampled: number } = JSON.parse(readFileSync(output, 'utf8'));
  const wanted = sample === 0 ? total : sample;
  if (answer.sampled !== wanted) throw new Error(`${answer.sampled} fds were read, not ${wanted}`);
  return answer.ms;
}

/** The whole command, start of Node included. */
export async function timeTypesCommand(
  fdtop: string,
  { procRoot, pid }: NamedProcess,
  options: { args: readonly string[]; output: string },
): Promise<number> {
  const args = ['types', String(pid), '--json', '--proc-root', procRoot, ...options.args];
  return await timeCommand(process.execPath, [fdtop, ...args], options.output);
}

export function readTypes(output: string): FdTypes {
  return JSON.parse(readFileSync(output, 'utf8'));
}
