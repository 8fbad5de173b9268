/** A scrape of a service with 64 workers: answered from the last sample, against listing every process as process-exporter does. */
import { readdirSync, readFileSync } from 'node:fs';
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { startExporter } from '../support/exporter.ts';
import { median } from '../support/median.ts';
import { startService } from '../support/service.ts';
import { atLeast, atMost } from '../support/verdict.ts';

const WORKERS = 64;
const FDS = 7_000;
const FDTOP = 'fdtop metrics, a scrape';
const READDIR = 'readdir per process';

export const scrape: Case = {
  name: 'scrape',
  async run(bench: Bench): Promise<Part[]> {
    const service = await startService({ workers: WORKERS, fds: FDS });
    const exporter = await startExporter(bench);
    const text = await exporter.scrape();
    const told = text.match(/^fdtop_process_open_fds\{.*role="worker"/gm)?.length;
    if (told !== WORKERS) throw new Error(`fdtop metrics tells of ${told} workers, not ${WORKERS}`);
    const measurements = await alternate(bench, [
      { tool: FDTOP, unit: 'ms', runs: 9, run: () => timed(() => exporter.scrape()) },
      { tool: 'ten scrapes at once', unit: 'ms', runs: 9, run: () => timed(() => many(10, () => exporter.scrape())) },
      { tool: READDIR, unit: 'ms', runs: 9, run: () => timed(() => lookAsProcessExporter(service.workers)) },
    ]);
    const cpu = await exporter.cpuPercent(20);
    await Promise.all([exporter.stop(), service.stop()]);
    const own = medianOf(measurements, FDTOP);
    measurements.push({ tool: 'fdtop metrics, all it takes', unit: '%', values: [median([cpu])], note: 'of one core' });
    const verdicts = [
      atMost(FDTOP, '<= 20 ms', own, 20),
      atLeast(READDIR, '>= 10 x', medianOf(measurements, READDIR) / own, 10),
    ];
    return [{ title: `a scrape, ${WORKERS} workers x ${FDS.toLocaleString('en')} fds`, measurements, verdicts }];
  },
};

/** What prometheus/procfs reads for process-exporter at each scrape: stat, limits, and the list of fds. */
function lookAsProcessExporter(pids: readonly number[]): void {
  for (const pid of pids) {
    readFileSync(`/proc/${pid}/stat`);
    readFileSync(`/proc/${pid}/limits`);
    readdirSync(`/proc/${pid}/fd`);
  }
}

async function many(times: number, call: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: times }, call));
}

async function timed(call: () => unknown): Promise<number> {
  const started = performance.now();
  await call();
  return performance.now() - started;
}
