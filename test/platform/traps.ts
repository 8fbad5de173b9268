/** A folder with all that somebody else may have put where a file is looked for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from '../support/cleanup.ts';

/** A path that leads to no file to be read, and why it does not. */
export interface Trap {
  name: string;
  problem: string;
  rootOnly?: true;
}

export const TRAPS: readonly Trap[] = [
  { name: 'fifo', problem: 'fifo' },
  { name: 'socket', problem: 'socket' },
  { name: 'folder', problem: 'folder' },
  { name: 'null', problem: 'device' },
  { name: 'zero', problem: 'device' },
  { name: 'ptmx', problem: 'device' },
  { name: 'kmsg', problem: 'kernel', rootOnly: true },
  { name: 'environ', problem: 'kernel' },
  { name: 'sparse', problem: 'too-large' },
  { name: 'circle', problem: 'circle' },
  { name: 'long-way', problem: 'circle' },
  { name: 'nowhere', problem: 'gone' },
  { name: 'plain/below', problem: 'no-folder' },
  { name: 'fifo/below', problem: 'no-folder' },
];

/** `plain` is a file that says "plain"; the folder goes with the test file. */
export async function trapFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-traps-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('plain'), 'plain\n');
  execFileSync('mkfifo', [at('fifo')]);
  mkdirSync(at('folder'));
  for (const name of ['null', 'zero', 'ptmx']) symlinkSync(`/dev/${name}`, at(name));
  symlinkSync('/proc/kmsg', at('kmsg'));
  symlinkSync('/proc/self/environ', at('environ'));
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), 10 * 2 ** 30);
  symlinkSync('circle', at('circle'));
  symlinkSync(`${'./'.repeat(1_000)}plain`, at('long-way'));
  const server = createServer();
  await new Promise<void>(resolve => server.listen(at('socket'), resolve));
  const stopNow = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  register({ stop: async () => stopNow(), stopNow });
  return folder;
}
