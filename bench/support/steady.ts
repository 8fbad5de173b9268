/** Percent of a core that a program on a steady screen of 160x50 takes, with all that it starts. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Contestant } from './case.ts';
import { treeCpuMs } from './process-tree.ts';
import { openPty } from './pty.ts';
import type { ScreenProgram } from './screens.ts';

const WARM_UP = 5_000;
const MEASURED = 30_000;

export function steady(bench: Bench, { tool, command, from }: ScreenProgram, runs: number): Contestant {
  return { tool, unit: '%', runs, from, run: () => measure(bench, command) };
}

async function measure({ scratch, say }: Bench, command: readonly string[]): Promise<number> {
  const pty = openPty({ command, home: scratch });
  await sleep(WARM_UP);
  const paintedBefore = pty.painted();
  const before = treeCpuMs(pty.pid);
  const started = performance.now();
  await sleep(MEASURED);
  const percent = ((treeCpuMs(pty.pid) - before) / (performance.now() - started)) * 100;
  const painted = (pty.painted() - paintedBefore) / (MEASURED / 1000);
  await pty.close();
  if (painted === 0) throw new Error(`${command.join(' ')} painted nothing`);
  say(`    painted ${Math.round(painted)} characters a second`);
  return percent;
}
