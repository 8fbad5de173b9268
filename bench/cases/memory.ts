/**
 * Whether memory grows over hours. The bundle itself, in a terminal, on the real /proc, with a clock that runs fast
 * (programs/fast-clock.ts): 10,000 ticks of a second take minutes. Meanwhile the oldest of 16 workers is replaced ten times
 * a real second, so that thousands of workers come and go. A program that is never idle lets its heap grow more than one
 * that ticks once a second: what that one takes is measured too, for as long as is bearable.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../test/support/wait.ts';
import type { Bench, Case, Measurement, Part } from '../support/case.ts';
import { median } from '../support/median.ts';
import { openPty } from '../support/pty.ts';
import { residentMb } from '../support/resident.ts';
import { startService } from '../support/service.ts';
import { recordTicks, type Tick } from '../support/ticks.ts';
import { atMost } from '../support/verdict.ts';

const SPEED = 20;
const TICKS = 10_000;
const EARLY = 100;
/** Memory goes up and down with the garbage: it is the median of so many ticks. */
const AROUND = 50;
/** The least used heap of so many ticks is what lives. */
const HEAP_AROUND = 200;

export const memory: Case = {
  name: 'memory',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: 16, fds: 200, churn: 0.1 });
    const realSpeed = await rssAtRealSpeed(bench, EARLY);
    const ticks = await runFast(bench);
    await service.stop();
    const [early, late] = [rssAt(ticks, EARLY), rssAt(ticks, TICKS)];
    const peak = Math.max(...ticks.map(({ rss }) => rss));
    const mb = (tool: string, value: number): Measurement => ({ tool, unit: 'MB', values: [value] });
    const measurements = [
      mb('RSS after 10,000', late),
      mb('RSS after 100', early),
      mb('growth', late - early),
      mb('RSS, the most at any tick', peak),
      mb(`RSS after ${EARLY} at real speed`, realSpeed),
      mb('live heap after 10,000', heapAt(ticks, TICKS)),
      mb('live heap after 100', heapAt(ticks, EARLY)),
    ];
    const verdicts = [
      atMost('growth', '<= 5 MB', late - early, 5),
      atMost('RSS, the most at any tick', '<= 120 MB', peak, 120),
      atMost(`RSS after ${EARLY} at real speed`, '<= 120 MB', realSpeed, 120),
    ];
    const title = `${TICKS.toLocaleString('en')} ticks, ${SPEED} x as fast, workers coming and going`;
    return [{ title, measurements, verdicts }];
  },
};

async function rssAtRealSpeed({ fdtop, scratch }: Bench, seconds: number): Promise<number> {
  const pty = openPty({ command: [process.execPath, fdtop], home: scratch });
  await sleep(seconds * 1000);
  const resident = residentMb(pty.pid, 'VmRSS');
  await pty.close();
  return resident;
}

async function runFast(bench: Bench): Promise<Tick[]> {
  const { fdtop, scratch, say } = bench;
  const ticks = await recordTicks(bench, { speed: SPEED, procRoot: '/proc' });
  const pty = openPty({ command: [process.execPath, ...ticks.nodeArgs, fdtop], home: scratch, env: ticks.env });
  const wanted = TICKS + HEAP_AROUND;
  await waitUntil(`${wanted} ticks`, () => ticks.count() >= wanted, { timeout: 1_800_000, every: 1000 });
  await pty.close();
  say(`  ${ticks.count()} ticks`);
  return ticks.read();
}

function rssAt(ticks: readonly Tick[], tick: number): number {
  return median(ticks.slice(tick, tick + AROUND).map(({ rss }) => rss));
}

function heapAt(ticks: readonly Tick[], tick: number): number {
  return Math.min(...ticks.slice(tick, tick + HEAP_AROUND).map(({ heap }) => heap));
}
