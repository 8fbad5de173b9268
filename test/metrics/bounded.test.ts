import { expect, test } from 'vitest';
import { bounded, MOST_INSTANCES, MOST_PROCESSES } from '../../src/metrics/bounded.ts';
import { Exporter } from '../../src/metrics/exporter.ts';
import type { Instance, ProcessSample, Snapshot } from '../../src/model/snapshot.ts';
import { PLAIN_TEXT } from '../../src/report/prometheus.ts';
import { seriesValue } from '../support/exporter.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

/** Masters, each with its workers; all of one user, and of the given instance but for what names it. */
function masters(from: number, count: number, workers: number, user: string, given: Partial<Instance> = {}) {
  const instances: Instance[] = [];
  const processes: ProcessSample[] = [];
  for (let index = 0; index < count; index += 1) {
    const pid = from + index * (workers + 1);
    const id = `${pid}@1`;
    instances.push(instance({ id, masterPid: pid, manager: 'none', unit: null, name: `app-${pid}`, ...given }));
    processes.push(sample({ pid, ppid: 1, role: 'master', instance: id, user }));
    for (let worker = 1; worker <= workers; worker += 1)
      processes.push(sample({ pid: pid + worker, ppid: pid, instance: id, user, fds: worker }));
  }
  return { instances, processes };
}

function together(...parts: Pick<Snapshot, 'instances' | 'processes'>[]): Snapshot {
  return snapshot({
    instances: parts.flatMap(({ instances }) => instances),
    processes: parts.flatMap(({ processes }) => processes),
  });
}

test('what is not too large is told as it is', () => {
  const seen = together(masters(1, MOST_INSTANCES, 7, 'me'));
  expect(bounded(seen)).toEqual({ snapshot: seen, leftOut: { instances: 0, processes: 0 } });
});

test('ten thousand masters of one user displace nobody else, and what is left out is counted', () => {
  const fakes = masters(100_000, 10_000, 1, 'mallory');
  const unnamed = Array.from({ length: 1000 }, (_, index) =>
    masters(500_000 + index * 2, 1, 1, String(70_000 + index)),
  );
  const unit = masters(10, 1, 20, 'www-data', { manager: 'systemd', unit: 'shop.service' });
  const byHand = masters(50, 3, 4, 'deploy');
  const seen = together(fakes, ...unnamed, byHand, unit);
  const { snapshot: told, leftOut } = bounded(seen);
  expect(told.instances).toHaveLength(MOST_INSTANCES);
  expect(told.processes.length).toBeLessThanOrEqual(MOST_PROCESSES);
  expect(leftOut).toEqual({
    instances: 11_004 - MOST_INSTANCES,
    processes: seen.processes.length - told.processes.length,
  });
  for (const each of [...unit.instances, ...byHand.instances]) expect(told.instances).toContain(each);
  for (const each of [...unit.processes, ...byHand.processes]) expect(told.processes).toContain(each);
});

test('a unit with thousands of workers keeps its master and its worst, and takes none from another', () => {
  const large = masters(100_000, 1, 30_000, 'mallory', { manager: 'systemd', unit: 'large.service' });
  const small = masters(10, 1, 30, 'www-data', { manager: 'systemd', unit: 'shop.service' });
  const { snapshot: told } = bounded(together(large, small));
  expect(told.processes).toHaveLength(MOST_PROCESSES);
  for (const each of small.processes) expect(told.processes).toContain(each);
  expect(told.processes).toContain(large.processes[0]);
  expect(told.processes).toContain(large.processes.at(-1));
  expect(told.processes).not.toContain(large.processes[1]);
});

test('a scrape says how many it left out, and has a bounded number of lines', async () => {
  const seen = together(masters(1, 10_000, 1, 'mallory'));
  const exporter = new Exporter({
    sample: async () => seen,
    readTypes: () => Promise.reject(new Error()),
    version: '',
  });
  await exporter.sample();
  const text = String(await exporter.text(PLAIN_TEXT));
  expect(seriesValue(text, 'fdtop_instances_left_out')).toBe(10_000 - MOST_INSTANCES);
  expect(seriesValue(text, 'fdtop_processes_left_out')).toBe(20_000 - 2 * MOST_INSTANCES);
  expect(text.split('\n').length).toBeLessThan(MOST_PROCESSES * 10);
});
