/**
 * The program and its sources where every user may read them: a test that runs them as nobody must not depend on who may
 * enter the folder of the checkout, or that of its Node.
 */
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from './cleanup.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What src/sampler imports; the screen needs more, which is in the bundle. */
const COPIED = ['package.json', 'src', 'dist', 'node_modules/pidusage', 'node_modules/safe-buffer'];

let copy: string | undefined;

function folder(): string {
  if (copy) return copy;
  const made = mkdtempSync(join(tmpdir(), 'fdtop-public-'));
  chmodSync(made, 0o755);
  const remove = () => {
    rmSync(made, { recursive: true, force: true });
    copy = undefined;
  };
  register({ stop: async () => remove(), stopNow: remove });
  for (const name of COPIED) if (existsSync(ROOT + name)) cpSync(ROOT + name, join(made, name), { recursive: true });
  cpSync(process.execPath, join(made, 'node'));
  copy = made;
  return made;
}

export const publicNode = (): string => join(folder(), 'node');

/** Path of the copy of a file of the checkout, given from its root. */
export const publicPath = (name: string): string => join(folder(), name);
