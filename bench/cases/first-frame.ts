/** How soon after Enter there is something to see. */
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

export const firstFrame: Case = {
  name: 'first-frame',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 8, fds: 200 });
    const fdtop = [process.execPath, bench.fdtop];
    const measurements = await alternate(bench, [
      { tool: FRAME, unit: 'ms', runs: RUNS, run: () => untilPainted(bench, fdtop, 'ROLE') },
      { tool: 'fdtop, to the first worker', unit: 'ms', runs: RUNS, run: () => untilPainted(bench, fdtop, '[bench]') },
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
  const ended = pty.exited.then(() => {
    throw new Error(`fdtop ended before it painted ${wanted}: ${text}`);
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    ended.catch(() => {});
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
