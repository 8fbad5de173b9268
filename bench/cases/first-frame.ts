/** How soon after Enter there is something to see. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { openPty } from '../support/pty.ts';
import { startService } from '../support/service.ts';
import { atMost } from '../support/verdict.ts';

const RUNS = 15;
const FRAME = 'fdtop, to the heading of the table';
const NODE = 'node -e 0';
const LIMIT = 3;
const LONGEST_MS = 20_000;

export const firstFrame: Case = {
  name: 'first-frame',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 8, fds: 200 });
    const fdtop = [process.execPath, bench.fdtop];
    const measurements = await alternate(bench, [
      { tool: FRAME, unit: 'ms', runs: RUNS, run: () => untilPainted(bench, fdtop, 'ROLE') },
      {
        tool: 'fdtop, to the first worker',
        unit: 'ms',
        runs: RUNS,
        run: () => untilPainted(bench, fdtop, 'gunicorn: worker'),
      },
      { tool: NODE, unit: 'ms', runs: RUNS, run: () => untilEnd(bench, [process.execPath, '-e', '0']) },
    ]);
    await service.stop();
    const ratio = medianOf(measurements, FRAME) / medianOf(measurements, NODE);
    const verdicts = [atMost(FRAME, `<= ${LIMIT} x node -e 0`, ratio, LIMIT)];
    return [{ title: 'first frame', measurements, verdicts }];
  },
};

async function untilPainted({ scratch }: Bench, command: readonly string[], wanted: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  let text = '';
  const started = performance.now();
  const pty = openPty({
    command,
    home: scratch,
    onOutput(chunk) {
      text += stripVTControlCharacters(chunk);
      if (text.includes(wanted)) resolve(performance.now() - started);
    },
  });
  try {
    const ms = await Promise.race([promise, pty.exited, sleep(LONGEST_MS)]);
    if (typeof ms === 'number') return ms;
    throw new Error(`fdtop never painted ${wanted}, but: ${text}`);
  } finally {
    await pty.close();
  }
}

async function untilEnd({ scratch }: Bench, command: readonly string[]): Promise<number> {
  const started = performance.now();
  const pty = openPty({ command, home: scratch });
  await pty.exited;
  const ms = performance.now() - started;
  await pty.close();
  return ms;
}
