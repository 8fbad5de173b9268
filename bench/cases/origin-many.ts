/** `fdtop origin` on a worker with as many socket objects as the incident's: how long, and what it takes itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { registerChild } from '../../test/support/cleanup.ts';
import { medianOf } from '../support/alternate.ts';
import type { Bench, Case, Measurement, Part } from '../support/case.ts';
import { program, startHelper } from '../support/helper.ts';
import { treeCpuMs } from '../support/process-tree.ts';
import { residentMb } from '../support/resident.ts';
import { atMost } from '../support/verdict.ts';

const SOCKETS = 480_000;
const RUNS = 5;
const LOOK_MS = 20;
const CLOCK = 'fdtop origin';
const CPU = 'its processor time';
const MEMORY = 'its RSS, at its peak';
const HELD_BY = '__main__.Client.live';

export const originMany: Case = {
  name: 'origin-many',
  async run(bench: Bench): Promise<Part[]> {
    const worker = await startHelper({
      command: ['/usr/bin/python3', program('kept_sockets.py'), `${SOCKETS}`],
      lines: 1,
    });
    const runs: Awaited<ReturnType<typeof lookOnce>>[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { ms, cpuMs, mb } = await lookOnce(bench, worker.pid);
      bench.say(`  ${run + 1}/${RUNS} ${Math.round(ms)} ms, ${cpuMs} ms of CPU, ${mb} MB`);
      runs.push({ ms, cpuMs, mb });
    }
    await worker.stop();
    const measurements: Measurement[] = [
      { tool: CLOCK, unit: 'ms', values: runs.map(({ ms }) => ms) },
      { tool: CPU, unit: 'ms', values: runs.map(({ cpuMs }) => cpuMs) },
      { tool: MEMORY, unit: 'MB', values: runs.map(({ mb }) => mb) },
    ];
    const verdicts = [
      atMost(CLOCK, '<= 5 s', medianOf(measurements, CLOCK), 5_000),
      atMost(MEMORY, '<= 600 MB', medianOf(measurements, MEMORY), 600),
    ];
    return [{ title: `${SOCKETS.toLocaleString('en')} socket objects in a worker`, measurements, verdicts }];
  },
};

/** @throws Error when it does not tell who holds them */
async function lookOnce({ fdtop }: Bench, pid: number): Promise<{ ms: number; cpuMs: number; mb: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [fdtop, 'origin', `${pid}`, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  registerChild(child);
  const [output, closed] = [child.stdout!.setEncoding('utf8').toArray(), once(child, 'close')];
  let [cpuMs, mb] = [0, 0];
  const watch = setInterval(() => {
    try {
      // Nothing of what has just ended.
      mb = Math.max(mb, Math.round(residentMb(child.pid!, 'VmHWM')) || 0);
      cpuMs = Math.max(cpuMs, treeCpuMs(child.pid!));
    } catch {
      // It is gone.
    }
  }, LOOK_MS);
  await closed;
  clearInterval(watch);
  const ms = performance.now() - started;
  const { complete, groups, notes } = JSON.parse((await output).join(''));
  const heldBy = groups[0]?.origins[0]?.heldBy;
  if (!complete || heldBy !== HELD_BY) throw new Error(`held by ${heldBy}: ${notes.join('; ')}`);
  return { ms, cpuMs, mb };
}
