/**
 * Whether the screen lives while the incident's 488,868 fds are walked: how long a key takes to show, whether a tick is
 * missed, what memory the walk takes. The bundle itself, in a terminal, on a generated tree.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../test/support/wait.ts';
import { createScreen } from '../../test/terminal/screen.ts';
import type { Bench, Case, Measurement, Part } from '../support/case.ts';
import { openPty } from '../support/pty.ts';
import { residentMb } from '../support/resident.ts';
import { recordTicks, type Tick } from '../support/ticks.ts';
import { INCIDENT_FDS, makeTree, manyGroups } from '../support/tree.ts';
import { atMost } from '../support/verdict.ts';

const RUNS = 5;
/** Between two keys: faster than one that is held down. */
const PAUSE_MS = 25;
const TICK_MS = 1000;
/** The line of the first group, below the two of the head. */
const FIRST_GROUP = 2;

interface Walk {
  keysMs: number[];
  longestTickMs: number;
  growthMb: number;
}

export const walk: Case = {
  name: 'walk',
  async run(bench: Bench): Promise<Part[]> {
    const { root, remove } = makeTree(bench, manyGroups());
    const walks: Walk[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { keysMs, longestTickMs, growthMb } = await walkOnce(bench, root);
      bench.say(`  ${run + 1}/${RUNS} ${keysMs.length} keys, longest tick ${longestTickMs} ms, ${growthMb} MB`);
      walks.push({ keysMs, longestTickMs, growthMb });
    }
    remove();
    const keys = walks.flatMap(({ keysMs }) => keysMs).sort((a, b) => a - b);
    const p99 = keys[Math.ceil(keys.length * 0.99) - 1]!;
    const longest = Math.max(...walks.map(({ longestTickMs }) => longestTickMs));
    const growth = Math.max(...walks.map(({ growthMb }) => growthMb));
    const key = `a key shows, 99th percentile of ${keys.length}`;
    const tick = 'longest time between two ticks';
    const memory = 'growth of RSS, at its peak';
    const measurements: Measurement[] = [
      { tool: key, unit: 'ms', values: [p99] },
      { tool: 'a key shows', unit: 'ms', values: keys },
      { tool: tick, unit: 'ms', values: [longest] },
      { tool: memory, unit: 'MB', values: [growth] },
    ];
    const verdicts = [
      atMost(key, '<= 50 ms', p99, 50),
      atMost(tick, 'no tick missed', longest, 1.5 * TICK_MS),
      atMost(memory, '<= 40 MB', growth, 40),
    ];
    return [{ title: `${INCIDENT_FDS.toLocaleString('en')} fds being walked: the screen`, measurements, verdicts }];
  },
};

async function walkOnce(bench: Bench, procRoot: string): Promise<Walk> {
  const ticks = await recordTicks(bench, { speed: 1, procRoot });
  const screen = createScreen(160, 50);
  let seen = () => {};
  const pty = openPty({
    command: [process.execPath, ...ticks.nodeArgs, bench.fdtop, '--proc-root', procRoot],
    home: bench.scratch,
    env: ticks.env,
    onOutput: chunk => void screen.feed(chunk).then(() => seen()),
  });
  const until = async (what: string, holds: () => boolean) => {
    const { promise, resolve } = Promise.withResolvers<number>();
    seen = () => holds() && resolve(performance.now());
    seen();
    const timeout = sleep(60_000, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`never ${what}:\n${screen.text().join('\n')}`)),
    );
    return await Promise.race([promise, timeout]);
  };
  try {
    await until('a worker', () => screen.text().some(line => line.includes(' worker ')));
    await waitUntil('some ticks', () => ticks.count() >= 4);
    const firstTick = ticks.count();
    const before = residentMb(pty.pid, 'VmRSS');
    // Since then the peak is counted anew (Documentation/filesystems/proc.rst, clear_refs).
    writeFileSync(`/proc/${pty.pid}/clear_refs`, '5');
    pty.write('t');
    await until('an estimate', () => /\bestimate\b/.test(screen.text()[0]!));
    const keysMs: number[] = [];
    for (let isDown = true; !/\bexact\b/.test(screen.text()[0]!); isDown = !isDown) {
      await sleep(PAUSE_MS);
      const shown = screen.text()[FIRST_GROUP]!;
      const pressed = performance.now();
      pty.write(isDown ? '\x1b[B' : '\x1b[A');
      keysMs.push((await until('the effect of a key', () => screen.text()[FIRST_GROUP] !== shown)) - pressed);
    }
    const growthMb = Math.round(residentMb(pty.pid, 'VmHWM') - before);
    const longestTickMs = Math.round(longestPause(ticks.read().slice(firstTick - 1)));
    return { keysMs, longestTickMs, growthMb };
  } finally {
    await pty.close();
  }
}

function longestPause(ticks: readonly Tick[]): number {
  return Math.max(...ticks.slice(1).map(({ at }, index) => at - ticks[index]!.at));
}
