import { expect, test } from 'vitest';
import { negotiate, PLAIN_TEXT, prometheusText } from '../../src/report/prometheus.ts';
import { type MetricsView, SERIES } from '../../src/report/prometheus-series.ts';
import { seriesValue } from '../support/exporter.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

function view(given: Partial<MetricsView> = {}): MetricsView {
  return {
    snapshot: snapshot(),
    leftOut: { instances: 0, processes: 0 },
    version: '1.2.3',
    bootTime: 1_700_000_000,
    replacements: [{ app: 'shop:app', unit: 'gunicorn.service', count: 3 }],
    types: new Map([['10@100', [{ kind: 'tcp', state: 'CLOSE_WAIT', count: 9000 }]]]),
    cpuSeconds: 1.5,
    sampleErrors: 0,
    ...given,
  };
}

test('tells of each process, with labels that can be put side by side', async () => {
  const text = await prometheusText(view(), PLAIN_TEXT);
  const labels = { app: 'shop:app', unit: 'gunicorn.service', master: '10', role: 'worker', pid: '12' };
  expect(seriesValue(text, 'fdtop_process_open_fds', labels)).toBe(12_000);
  expect(seriesValue(text, 'fdtop_process_max_fds', labels)).toBe(20_000);
  expect(seriesValue(text, 'fdtop_process_fds_used_ratio', labels)).toBe(0.6);
  expect(seriesValue(text, 'fdtop_process_fds_growth_per_second', labels)).toBe(312);
  expect(seriesValue(text, 'fdtop_process_severity', labels)).toBe(2);
  expect(seriesValue(text, 'fdtop_process_start_time_seconds', labels)).toBe(1_700_000_001.2);
  expect(seriesValue(text, 'fdtop_process_info', { ...labels, user: 'www-data', ppid: '10' })).toBe(1);
  expect(seriesValue(text, 'fdtop_process_time_to_limit_seconds')).toBeUndefined();
  expect(seriesValue(text, 'fdtop_instance_severity')).toBe(0);
  expect(seriesValue(text, 'fdtop_worst_worker_fds', { kind: 'tcp', state: 'CLOSE_WAIT' })).toBe(9000);
  expect(seriesValue(text, 'fdtop_worker_replacements_total', { app: 'shop:app' })).toBe(3);
  expect(seriesValue(text, 'fdtop_system_open_files')).toBe(13_000);
  expect(seriesValue(text, 'fdtop_host_info', { host: 'web-1', version: '1.2.3' })).toBe(1);
});

test('says nothing, and never 0, of what is not known', async () => {
  const blind = sample({
    ...{ pid: 11, fds: null, fdsUnknown: 'permission', limitSoft: null, usedPercent: null },
    ...{ fdsPerSecond: null, severity: 'unknown', ageSeconds: null },
  });
  const unknown = { filesOpen: null, filesMax: null };
  const of = view({
    snapshot: snapshot({
      processes: [blind],
      instances: [instance({ severity: 'unknown', fds: null })],
      system: unknown,
    }),
    replacements: null,
    bootTime: null,
    types: new Map(),
  });
  const text = await prometheusText(of, PLAIN_TEXT);
  const names = new Set([...text.matchAll(/^(\w+)[{ ]/gm)].map(([, name]) => name));
  expect(
    [...names].filter(name => /open_fds|max_fds|_ratio|growth|severity|start|system|replace|worst/.test(name!)),
  ).toEqual([]);
  expect(seriesValue(text, 'fdtop_processes_unreadable')).toBe(1);
  expect(seriesValue(text, 'fdtop_process_info', { pid: '11' })).toBe(1);
});

test('an unlimited limit is +Inf, and no maximum of the system is none', async () => {
  const endless = sample({ pid: 11, limitSoft: Number.POSITIVE_INFINITY, usedPercent: 0 });
  const of = snapshot({ processes: [endless], system: { filesOpen: 1, filesMax: 2 ** 63 } });
  const text = await prometheusText(view({ snapshot: of }), PLAIN_TEXT);
  expect(text).toMatch(/^fdtop_process_max_fds\{.*\} \+Inf$/m);
  expect(text).not.toContain('fdtop_system_max_files');
});

test('names from outside cannot break out of their label', async () => {
  const of = snapshot({ instances: [instance({ name: 'a "b" \\ c', unit: null })] });
  const text = await prometheusText(view({ snapshot: of }), PLAIN_TEXT);
  expect(text).toContain('fdtop_instance_workers{app="a \\"b\\" \\\\ c",unit="",master="10"} 2');
});

test('both formats, one after the other, in any order', async () => {
  const plain = await prometheusText(view(), PLAIN_TEXT);
  const open = await prometheusText(view(), OPEN_METRICS);
  expect(open).toMatch(/^# TYPE fdtop_worker_replacements counter$/m);
  expect(open).toMatch(/^fdtop_worker_replacements_total\{/m);
  expect(open.endsWith('\n# EOF\n')).toBe(true);
  expect(await prometheusText(view(), PLAIN_TEXT)).toBe(plain);
});

test.each([
  [undefined, PLAIN_TEXT],
  ['*/*', PLAIN_TEXT],
  ['text/html,application/xhtml+xml,*/*;q=0.8', PLAIN_TEXT],
  [
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    OPEN_METRICS,
  ],
  ['application/openmetrics-text;q=0.3,text/plain;q=0.9', PLAIN_TEXT],
  ['application/openmetrics-text;q=0', PLAIN_TEXT],
])('Accept: %s', (accept, type) => {
  expect(negotiate(accept)).toBe(type);
});

test('every name has the prefix, no unit but in seconds and bytes, and counters end in _total', () => {
  for (const { name, type, help } of SERIES) {
    expect(name).toMatch(/^fdtop_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|percent)(_|$)/);
    expect(help).toMatch(/\.$/);
  }
});
