import { expect, test } from 'vitest';
import { parseAnswer } from '../../src/fleet/parse-answer.ts';
import { readHistories } from '../../src/fleet/past.ts';
import type { PrometheusApi, RangeRequest } from '../../src/fleet/prometheus-api.ts';
import { sample, snapshot } from '../ui/snapshots.ts';
import { answerText, NOW } from './series.ts';

test('the last two minutes of each process, under the key that its row has', async () => {
  const past = (instance: string, pid: string, values: [number, string][]) => ({
    metric: { job: 'fdtop', instance, pid, role: 'worker' },
    values,
  });
  const rises: [number, string][] = [
    [NOW - 120, '10'],
    [NOW - 60, '20'],
    [NOW, '30'],
  ];
  const body = answerText(
    [past('a:1', '11', rises), past('b:1', '11', [[NOW, '7']]), past('a:1', '99', rises)],
    'matrix',
  );
  const asked: [string, RangeRequest][] = [];
  const queryRange: PrometheusApi['queryRange'] = async (expression, range) => {
    asked.push([expression, range]);
    return parseAnswer(200, body);
  };
  const names = new Map([
    ['fdtop/a:1', 'web-1'],
    ['fdtop/b:1', 'web-2'],
  ]);
  const processes = ['web-1', 'web-2'].map(host => sample({ pid: 11, host }));
  const known = { snapshot: snapshot({ processes }), names, now: NOW };
  const histories = await readHistories({ queryRange } as PrometheusApi, known);
  expect([...histories].map(([key, { points }]) => [key, points.map(({ fds }) => fds)])).toEqual([
    ['web-1 11@110', [10, 20, 30]],
    ['web-2 11@110', [7]],
  ]);
  expect(asked).toEqual([['fdtop_process_open_fds', { start: NOW - 120, end: NOW, step: 5 }]]);
});
