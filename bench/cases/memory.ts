/**
 * Whether memory grows over hours. The bundle itself, in a terminal, on the real /proc, with a clock that runs fast
 * (programs/fast-clock.ts): 10,000 ticks of a second take minutes. Meanwhile the oldest of 16 workers is replaced ten times
 * a real second, so that over a thousand workers come and go.
 */
import { readFileSync, statSync } from 'node:fs';
import { waitUntil } from '../../test/support/wait.ts';
import { bundleProgram } from '../support/bundle.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { median } from '../support/median.ts';
import { openPty } from '../support/pty.ts';
import { startService } from '../support/service.ts';
import { atMost } from '../support/verdict.ts';

const SPEED = 50;
const TICKS = 10_000;
const EARLY = 100;
/** Memory goes up and down with the garbage: it is the median of so many ticks. */
const AROUND = 50;
const MB = 1e6;

export const memory: Case = {
  name: 'memory',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 16, fds: 200, churn: 0.1 });
    const rss = await readRss(bench);
    await service.stop();
    const early = at(rss, EARLY);
    const late = at(rss, TICKS);
    const peak = Math.max(...rss);
    const [growth, total] = ['growth', 'the most at any tick'];
    return [
      {
        title: `RSS after ${TICKS.toLocaleString('en')} ticks, workers coming and going`,
        measurements: [
          { tool: 'fdtop, after 10,000 ticks', unit: 'MB', values: [late] },
          { tool: 'after 100', unit: 'MB', values: [early] },
          { tool: 'after 1,000', unit: 'MB', values: [at(rss, 1_000)] },
          { tool: growth, unit: 'MB', values: [late - early] },
          { tool: total, unit: 'MB', values: [peak] },
        ],
        verdicts: [atMost(growth, '<= 5 MB', late - early, 5), atMost(total, '<= 120 MB', peak, 120)],
      },
    ];
  },
};

/** MB at each tick. */
async function readRss(bench: Bench): Promise<number[]> {
  const { fdtop, scratch, say } = bench;
  const clock = await bundleProgram(bench, 'fast-clock.ts');
  const file = `${scratch}/rss`;
  const pty = openPty({
    command: [process.execPath, '--import', clock, fdtop],
    home: scratch,
    env: { BENCH_SPEED: String(SPEED), BENCH_RSS: file },
  });
  const ticks = () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) / Float64Array.BYTES_PER_ELEMENT;
  const wanted = TICKS + AROUND;
  await waitUntil(`${wanted} ticks`, () => ticks() >= wanted, { timeout: 1_800_000, every: 1000 });
  await pty.close();
  const bytes = readFileSync(file);
  say(`  ${ticks()} ticks`);
  return [...new Float64Array(bytes.buffer, bytes.byteOffset, ticks())].map(value => value / MB);
}

function at(rss: readonly number[], tick: number): number {
  return median(rss.slice(tick, tick + AROUND));
}
