/** A file system of a test's own, by a program in Python that prints a line when it stands and ends when its stdin does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { register } from '../support/cleanup.ts';
import type { Condition } from '../support/need.ts';

export const fuse: Condition = () => (existsSync('/dev/fuse') ? null : '/dev/fuse');

/** Gives what it has printed. It is gone, and its folder, when the test file is over. */
export async function startFuse(program: string, folder: string, ...words: string[]): Promise<string> {
  const server = spawn('python3', [program, folder, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(server, 'exit');
  register({
    async stop() {
      server.stdin.end();
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
    // It sees that its stdin ends.
    stopNow: () => server.stdin.destroy(),
  });
  const [line] = await Promise.race([
    once(server.stdout, 'data'),
    exit.then(([code]) => Promise.reject(new Error(`the mount failed: ${code}`))),
  ]);
  return String(line);
}
