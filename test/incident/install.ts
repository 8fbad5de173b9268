/** fdtop in the guest: `fdtop` is its bundle on the Node that the image has. */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FDTOP } from '../support/fdtop.ts';
import type { Machine } from './vm/machine.ts';

/** Runs a program on a terminal as a shell does, and writes down the terminal's settings before and after. */
const LAUNCHER = fileURLToPath(new URL('../terminal/run-in-terminal.sh', import.meta.url));

export async function installFdtop(machine: Machine): Promise<void> {
  for (const file of globSync(join(dirname(FDTOP), '*.{js,wasm}'))) await machine.put(file, '/opt/fdtop');
  await machine.put(LAUNCHER, '/opt/fdtop');
  const script = '#!/bin/sh\\nLC_ALL=C.UTF-8 exec /usr/local/bin/node /opt/fdtop/fdtop.js "$@"\\n';
  await machine.sh(`printf '${script}' >/usr/local/bin/fdtop && chmod +x /usr/local/bin/fdtop`);
}
