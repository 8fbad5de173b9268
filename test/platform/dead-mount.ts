/** A mount that takes every question and answers none (test/support/apps/dead_mount.py). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from '../support/cleanup.ts';
import type { Condition } from '../support/need.ts';

const PROGRAM = fileURLToPath(new URL('../support/apps/dead_mount.py', import.meta.url));

export const fuse: Condition = () => (existsSync('/dev/fuse') ? null : '/dev/fuse');

export interface DeadMountOptions {
  /** Any file in it can be opened; nothing that is asked about it then is answered. */
  opens?: boolean;
  /** The folder that it is laid over; without one it has its own. */
  over?: string;
}

/** Gives its folder. The mount is away, and all that wait for it go on, when the test file is over. */
export async function deadMount({ opens = false, over }: DeadMountOptions = {}): Promise<string> {
  const folder = over ?? mkdtempSync(join(tmpdir(), 'fdtop-dead-'));
  const server = spawn('python3', [PROGRAM, folder, ...(opens ? ['opens'] : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
  await Promise.race([
    once(server.stdout, 'data'),
    exit.then(([code]) => Promise.reject(new Error(`the mount failed: ${code}`))),
  ]);
  return folder;
}
