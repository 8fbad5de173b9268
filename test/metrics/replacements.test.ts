import { expect, test } from 'vitest';
import { WorkerReplacements } from '../../src/metrics/replacements.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const crew = (pids: readonly number[], id = '10@100') =>
  snapshot({
    instances: [instance({ id, workerPids: [...pids] })],
    processes: pids.map(pid => sample({ pid, instance: id })),
  });

function countOf(...crews: (readonly number[])[]): number | undefined {
  const replacements = new WorkerReplacements();
  for (const pids of crews) replacements.see(crew(pids));
  return replacements.counts()[0]?.count;
}

test('none at first, whatever is there', () => {
  expect(countOf([11, 12])).toBe(0);
});

test('one that goes and one that comes, at once or later', () => {
  expect(countOf([11, 12], [11, 13])).toBe(1);
  expect(countOf([11, 12], [11], [11], [11, 13])).toBe(1);
});

test('a reload starts the new ones first', () => {
  expect(countOf([11, 12], [11, 12, 13, 14], [12, 13, 14], [13, 14])).toBe(2);
});

test('a crew that only grows or shrinks replaces nobody', () => {
  expect(countOf([11], [11, 12], [11, 12, 13])).toBe(0);
  expect(countOf([11, 12, 13], [11])).toBe(0);
});

test('a pid that is reused is another worker', () => {
  const replacements = new WorkerReplacements();
  replacements.see(crew([11]));
  const later = snapshot({ instances: [instance()], processes: [sample({ pid: 11, startTime: 9999 })] });
  replacements.see(later);
  expect(replacements.counts()).toEqual([{ app: 'shop:app', unit: 'gunicorn.service', count: 1 }]);
});

test('goes on over a restart of the service, and forgets an app that stays away', () => {
  const replacements = new WorkerReplacements();
  replacements.see(crew([11]), 0);
  replacements.see(crew([12]), 1000);
  const none = snapshot({ instances: [], processes: [] });
  replacements.see(none, 2000);
  replacements.see(crew([21], '20@200'), 5000);
  replacements.see(crew([22], '20@200'), 6000);
  expect(replacements.counts()).toEqual([{ app: 'shop:app', unit: 'gunicorn.service', count: 2 }]);
  replacements.see(none, 7000);
  replacements.see(none, 700_000);
  expect(replacements.counts()).toEqual([]);
});
