/** What a Prometheus answers: it is told by hosts that somebody else may own, and its answers become rows and commands. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorReason } from '../../src/fleet/error-reason.ts';
import { hostNames, withoutPort } from '../../src/fleet/host-names.ts';
import { hostSeries } from '../../src/fleet/host-series.ts';
import { hostView } from '../../src/fleet/host-view.ts';
import { parseAnswer } from '../../src/fleet/parse-answer.ts';
import { remoteText } from '../../src/fleet/remote.ts';
import { MANAGERS, ROLES } from '../../src/model/snapshot.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';
import { check, expectPrintable, fuzz, RUNS, withinLimit } from './fuzz.ts';
import { randomText } from './inputs.ts';

const labels = {
  job: 'fdtop',
  instance: 'web-1:9948',
  app: 'shop',
  unit: 'shop.service',
  master: '4711',
  role: 'worker',
  pid: '4712',
};
const series = (name: string, value: string, more = {}) => ({
  metric: { __name__: name, ...labels, ...more },
  value: [1790000000.1, value],
});
const ANSWER = JSON.stringify({
  status: 'success',
  warnings: ['slow'],
  data: {
    resultType: 'vector',
    result: [
      series('up', '1'),
      series('fdtop_process_info', '1', { user: 'www', ppid: '4711' }),
      series('fdtop_process_open_fds', '1234'),
      series('fdtop_process_max_fds', '+Inf'),
      series('fdtop_process_start_time_seconds', '1.79e9'),
      series('fdtop_instance_info', '1', { manager: 'systemd', gunicorn: 'true' }),
      series('fdtop_host_info', '1', { host: 'web-1' }),
    ],
  },
});
const MATRIX = JSON.stringify({
  status: 'success',
  data: {
    resultType: 'matrix',
    result: [
      {
        metric: {},
        values: [
          [1, 'NaN'],
          [2, '-Inf'],
        ],
      },
    ],
  },
});
const ERROR = JSON.stringify({ status: 'error', error: 'query timed out' });
const words = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"metric"',
  '"value"',
  '"values"',
  'null',
  '1',
  '"+Inf"',
  '"fdtop_process_info"',
  '"__proto__"',
  '{"toString":1}',
  '"error"',
  '"pid":"',
  '\\u001b',
  '\\u202e',
  '\\ud800',
];

fuzz('parseAnswer', {
  samples: [
    ANSWER,
    MATRIX,
    ERROR,
    ERROR.replace('"query timed out"', '{"toString":1,"valueOf":1}'),
    ANSWER.replace('"shop"', '{"toString":1}'),
  ],
  words,
  parse: text => parseAnswer(200, text),
  mayThrow(error) {
    const { message } = error as Error;
    expectPrintable(message);
    return (error as Error).constructor === Error && message !== '' && message.length < 400;
  },
  holds(answer) {
    for (const text of answer.warnings) expectPrintable(text);
    for (const { labels, points } of answer.series) {
      for (const text of Object.values(labels)) expect(typeof text).toBe('string');
      for (const { at, value } of points) expect([typeof at, typeof value]).toEqual(['number', 'number']);
    }
    for (const host of hostSeries(answer.series).values()) {
      const view = hostView(host, { warn: 1000, leak: 10_000 }, 1_790_000_000);
      expectPrintable(view.hostName);
      for (const each of view.processes) {
        expect(ROLES).toContain(each.role);
        for (const text of [each.user, each.command, each.service!]) expectPrintable(text);
      }
      for (const each of view.instances) {
        expect(MANAGERS).toContain(each.manager);
        for (const text of [each.name, each.unit ?? '']) expectPrintable(text);
      }
    }
  },
});

fuzz('withoutPort, errorReason', {
  samples: ['web-3:9948', '[::1]:9948', 'web'],
  words: [':', '1', '[', ']', '::1', 'web'],
  parse: text => [withoutPort(text), errorReason(new Error(text))],
  holds([address, reason], text) {
    expect(text).toContain(address);
    expectPrintable(reason!);
  },
});

const name = randomText(['web-1', ':9948', ';', '$(id)', '`', '-oProxyCommand=', '.service', ' ', '\n', '@']);
test('hostNames: one for each target, safe to print', () => {
  const targets = fc.array(fc.record({ hostName: name.map(text => text.replace(/[^ -~]/g, '')), instance: name }), {
    maxLength: 8,
  });
  const whole = fc.property(targets, given => {
    const names = hostNames(new Map(given.map((each, index) => [String(index), each])));
    expect([...names.keys()]).toEqual(given.map((_, index) => String(index)));
    for (const each of names.values()) expectPrintable(each);
  });
  withinLimit(() => check(whole, RUNS));
});

test('remoteText: what is to be pasted has nothing that a shell, ssh or sudo takes for something else', () => {
  const whole = fc.property(name, name, fc.nat(9), (host, unit, pid) => {
    const given = instance({ id: 'a', unit, masterPid: pid });
    const text = remoteText('restart', sample({ pid: 1, instance: 'a', host }), snapshot({ instances: [given] }))!;
    expectPrintable(text.startsWith('ssh') ? text : '');
    if (text.startsWith('ssh -t '))
      expect(text).toMatch(/^ssh -t [\w@][\w@.:-]* sudo fdtop restart(?: [\w@][\w@.:-]*)?$/);
    else expect(text).not.toMatch(/^ssh/);
  });
  withinLimit(() => check(whole, RUNS * 2));
});
