/** One run of a program that ends by itself, timed from outside, as its user waits for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { register } from '../../test/support/cleanup.ts';

const LONGEST = 300_000;

/** Ms from start to end. What it prints goes into the file `output`; it may fail, as lsof does over one lost process. */
export async function timeCommand(command: string, args: readonly string[], output = '/dev/null'): Promise<number> {
  const file = openSync(output, 'w');
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', file, 'ignore'], timeout: LONGEST, killSignal: 'SIGKILL' });
  const kill = () => void child.kill('SIGKILL');
  const forget = register({ stop: async () => kill(), stopNow: kill });
  try {
    await once(child, 'close');
  } finally {
    closeSync(file);
    await forget();
  }
  const ms = performance.now() - started;
  if (child.signalCode) throw new Error(`${command} was ended by ${child.signalCode} after ${Math.round(ms)} ms`);
  return ms;
}
