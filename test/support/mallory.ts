/** Another user of the machine, whose files root must not trust; and a file system that never answers. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from './cleanup.ts';
import type { Condition } from './need.ts';

/** No user that the machine has. */
export const MALLORY = 64_321;

/** A folder of root's that all may enter; gone with the test file. */
export function rootFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-of-root-'));
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  register({ stop: async () => remove(), stopNow: remove });
  return folder;
}

/** A home of mallory's. */
export function homeOfMallory(): string {
  const home = join(rootFolder(), 'mallory');
  mkdirSync(home);
  chownSync(home, MALLORY, MALLORY);
  return home;
}

/** Runs a line of shell as mallory. */
export function asMallory(line: string, cwd: string): void {
  const as = [`--reuid=${MALLORY}`, `--regid=${MALLORY}`, '--clear-groups', 'sh', '-ec', line];
  execFileSync('setpriv', as, { cwd, stdio: 'pipe' });
}

export const fuse: Condition = () => (existsSync('/dev/fuse') ? null : '/dev/fuse');

/** What a command is to be started by, so that `folder` never answers it. Needs root. */
export function withDeadMount(folder: string): string[] {
  const program = fileURLToPath(new URL('dead_mount.py', import.meta.url));
  return ['unshare', '--mount', 'python3', program, folder];
}
