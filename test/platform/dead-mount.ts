/** A mount that takes every question and answers none (test/support/apps/dead_mount.py). */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFuse } from './fuse-server.ts';

const PROGRAM = fileURLToPath(new URL('../support/apps/dead_mount.py', import.meta.url));

export interface DeadMountOptions {
  /** Any file in it can be opened; nothing that is asked about it then is answered. */
  opens?: boolean;
  /** The folder that it is laid over; without one it has its own. */
  over?: string;
}

/** Gives its folder. The mount is away, and all that wait for it go on, when the test file is over. */
export async function deadMount({ opens = false, over }: DeadMountOptions = {}): Promise<string> {
  const folder = over ?? mkdtempSync(join(tmpdir(), 'fdtop-dead-'));
  await startFuse(PROGRAM, folder, ...(opens ? ['opens'] : []));
  return folder;
}
