/** Counting: 25 processes with 19,900 fds each, nearly half a million. */
import { readdirSync } from 'node:fs';
import { FdCounter } from '../../src/sampler/fd-counter.ts';
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { timeCommand } from '../support/command.ts';
import { median } from '../support/median.ts';
import { startService } from '../support/service.ts';
import { atLeast, atMost } from '../support/verdict.ts';

const FDS = 19_900;
const PROCESSES = 25;
const FDTOP = 'fdtop, in its tick';
const LSOF = 'lsof -nP -p PIDS';

export const count: Case = {
  name: 'count',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: PROCESSES, fds: FDS });
    const pids = service.workers;
    const list = pids.join();
    const tick = tickOf(pids);
    const measurements = await alternate(bench, [
      { tool: FDTOP, unit: 'ms', runs: 11, run: () => median(Array.from({ length: 20 }, () => timed(tick))) },
      { tool: 'fdtop --once', unit: 'ms', runs: 7, run: () => timeCommand(process.execPath, [bench.fdtop, '--once']) },
      { tool: 'readdir, in Node', unit: 'ms', runs: 7, run: () => timed(() => listAll(pids)) },
      { tool: LSOF, unit: 'ms', runs: 3, from: 'lsof', run: () => timeCommand('lsof', ['-nP', '-p', list]) },
      { tool: 'lsfd -p PIDS', unit: 'ms', runs: 3, from: 'util-linux', run: () => timeCommand('lsfd', ['-p', list]) },
      { tool: 'pidstat -v -p PIDS', unit: 'ms', runs: 5, from: 'sysstat', run: () => timePidstat(list) },
    ]);
    await service.stop();
    const own = medianOf(measurements, FDTOP);
    const verdicts = [
      atMost(FDTOP, '<= 1 ms', own, 1),
      atLeast(LSOF, '>= 1,000 x', medianOf(measurements, LSOF) / own, 1000),
    ];
    return [{ title: `count ${PROCESSES} processes x ${FDS.toLocaleString('en')} fds`, measurements, verdicts }];
  },
};

/** Counts them as fdtop does each second, and makes sure that it counts right. */
function tickOf(pids: readonly number[]): () => void {
  const counter = new FdCounter('/proc');
  const alive = new Set(pids.map(String));
  return () => {
    counter.begin();
    for (const pid of pids) {
      const counted = counter.count(String(pid), pid, true)?.fds;
      if (!counted || counted < FDS) throw new Error(`${pid} was counted as ${counted}`);
    }
    counter.end(alive);
  };
}

function listAll(pids: readonly number[]): void {
  for (const pid of pids) readdirSync(`/proc/${pid}/fd`);
}

/** Without an interval it prints at once and ends. */
function timePidstat(list: string): Promise<number> {
  return timeCommand('pidstat', ['-v', '-p', list]);
}

function timed(call: () => void): number {
  const started = performance.now();
  call();
  return performance.now() - started;
}
