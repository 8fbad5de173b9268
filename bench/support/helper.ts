/** A helper program that sets the scene, tells when it is ready, and ends with its standard input. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { register } from '../../test/support/cleanup.ts';

export interface Helper {
  pid: number;
  /** The lines it printed until it was ready. */
  lines: string[];
  stop(): Promise<void>;
}

export interface HelperOptions {
  /** Program and arguments. */
  command: readonly string[];
  argv0?: string;
  /** It is ready when it has printed so many lines. */
  lines: number;
}

const READY_WITHIN = 120_000;

export const program = (name: string): string => fileURLToPath(new URL(`../programs/${name}`, import.meta.url));

export async function startHelper({ command, argv0, lines }: HelperOptions): Promise<Helper> {
  const [file, ...args] = command;
  const child = spawn(file!, args, { argv0, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = register({
    async stop() {
      child.stdin.end();
      await ended;
    },
    // Its children die with it: they have asked the kernel to.
    stopNow: () => void child.kill('SIGKILL'),
  });
  return { pid: child.pid!, lines: await firstLines(child, lines), stop };
}

async function firstLines(child: ChildProcess, count: number): Promise<string[]> {
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  clearTimeout(timer);
  if (lines.length < count) throw new Error(`${child.spawnfile} ended with ${lines.length} of ${count} ready`);
  return lines;
}
