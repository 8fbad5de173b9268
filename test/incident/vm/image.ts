/**
 * The disk images of the servers, made by build.sh once and kept outside of the checkout: in `$XDG_CACHE_HOME/fdtop`,
 * else `/var/cache/fdtop`. A change of what goes into one makes a new one.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Debian 13 with Linux 6.12, which tells the number of fds at once; Debian 12 with 6.1, which does not. */
export const SUITES = ['trixie', 'bookworm'] as const;
export type Suite = (typeof SUITES)[number];

export interface Image {
  suite: Suite;
  /** Holds what build.sh says, and the saved states. */
  dir: string;
  /** How long the build took; null when it was there. */
  builtInSeconds: number | null;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));
const NODE = join(CHECKOUT, 'node_modules/node/bin/node');
const INGREDIENTS = ['test/incident/vm/build.sh', 'test/incident/vm/initrd-init.sh', 'test/support/apps/holder.py'];

export function provideImage(suite: Suite): Image {
  runScript('tools.sh'); // an image that is there needs qemu all the same
  const cache = join(cacheFolder(), 'incident');
  const dir = join(cache, `${suite}-${fingerprint()}`);
  if (existsSync(dir)) return { suite, dir, builtInSeconds: null };

  const started = performance.now();
  const unfinished = join(cache, `${suite}-unfinished-${process.pid}`);
  mkdirSync(cache, { recursive: true });
  try {
    runScript('build.sh', suite, unfinished, NODE);
    removeOutdated(cache, suite);
    renameSync(unfinished, dir);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return { suite, dir, builtInSeconds: (performance.now() - started) / 1000 };
}

function runScript(name: string, ...args: string[]): void {
  const { status, signal, error } = spawnSync('nice', ['-n', '10', join(HERE, name), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`${name} ended with ${error?.message ?? signal ?? status}`);
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env;
  return XDG_CACHE_HOME ? join(XDG_CACHE_HOME, 'fdtop') : '/var/cache/fdtop';
}

/** Of all that goes into an image, but the packages: those are as new as the day it was made. */
function fingerprint(): string {
  const guest = globSync('test/incident/vm/guest/**/*', { cwd: CHECKOUT });
  const files = [...INGREDIENTS, ...guest].sort().filter(file => statSync(join(CHECKOUT, file)).isFile());
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(CHECKOUT, file)));
  hash.update(readFileSync(join(CHECKOUT, 'node_modules/node/package.json')));
  return hash.digest('hex').slice(0, 12);
}

function removeOutdated(cache: string, suite: Suite): void {
  for (const name of readdirSync(cache)) {
    if (new RegExp(`^${suite}-[0-9a-f]{12}$`).test(name)) rmSync(join(cache, name), { recursive: true });
  }
}
