/** What other programs read of fdtop's: names that processes chose for themselves must not end a line, a label, a field. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable } from '../../src/model/printable.ts';
import { MANAGERS, ROLES, SEVERITIES, type Snapshot } from '../../src/model/snapshot.ts';
import { nagiosReport, unknownLine } from '../../src/report/nagios.ts';
import { negotiate, PLAIN_TEXT, prometheusText } from '../../src/report/prometheus.ts';
import { plainNews } from '../../src/watch/event.ts';
import { chatText, eventLine } from '../../src/watch/line.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';
import { check, checkAsync, expectPrintable, fuzz, RUNS, SEED, withinLimit } from './fuzz.ts';
import { randomText } from './inputs.ts';

const name = randomText([
  '|',
  "'",
  '"',
  '=',
  ';',
  '\\',
  '\n',
  '{',
  '}',
  ',',
  '<!channel>',
  '# HELP ',
  'a"} 1\n',
  '\\n',
  '.service',
]);
const number = fc.option(fc.oneof(fc.nat(100_000), fc.double({ noNaN: true }), fc.constant(Number.POSITIVE_INFINITY)));

/** Texts of any kind, also of those that printable would not let through: each door is to hold by itself. */
const shown: fc.Arbitrary<Snapshot> = fc
  .record({
    names: fc.array(name, { minLength: 3, maxLength: 3 }),
    units: fc.array(fc.option(name), { minLength: 3, maxLength: 3 }),
    fds: fc.array(fc.option(fc.nat(1_000_000)), { minLength: 6, maxLength: 6 }),
    numbers: fc.array(number, { minLength: 6, maxLength: 6 }),
    severity: fc.constantFrom(...SEVERITIES),
    role: fc.constantFrom(...ROLES),
    manager: fc.constantFrom(...MANAGERS),
    note: fc.option(name),
    user: name,
  })
  .map(({ names, units, fds, numbers, severity, role, manager, note, user }) =>
    snapshot({
      notes: note === null ? [] : [note],
      host: user,
      instances: names.map((each, index) =>
        instance({ id: `i${index}`, name: each, unit: units[index]!, manager, masterPid: index || null }),
      ),
      processes: fds.map((count, index) =>
        sample({
          pid: 10 + index,
          role,
          severity,
          user,
          instance: `i${index % 3}`,
          fds: count,
          limitSoft: numbers[index]!,
          fdsPerSecond: numbers[(index + 1) % 6]!,
          usedPercent: numbers[(index + 2) % 6]!,
        }),
      ),
    }),
  );

test('nagiosReport: one line, one bar, data as the guidelines have it', () => {
  const limits = { warn: 1000, leak: 10_000, growth: 5, etaMinutes: 10, match: null };
  const property = fc.property(shown, given => {
    const { line, exitCode } = nagiosReport(given, limits);
    expectPrintable(line);
    expect([0, 1, 2, 3]).toContain(exitCode);
    const [text, data, ...more] = line.split('|');
    expect(more).toEqual([]);
    expect(text).toMatch(/^FDTOP (?:OK|WARNING|CRITICAL|UNKNOWN) - /);
    const fields = [...data!.matchAll(/'([^'=|]+)'=(?:U|\d+);1000;10000;0;(?:[\d.e+-]*)(?= |$)/g)];
    expect(fields.length).toBe(given.instances.length);
    expect(new Set(fields.map(field => field[1])).size).toBe(given.instances.length);
    expect(` ${fields.map(field => field[0]).join(' ')}`).toBe(data);
  });
  withinLimit(() => check(property, RUNS));
});

fuzz('unknownLine', {
  samples: ['cannot read x | y'],
  words: ['|', '\n'],
  parse: unknownLine,
  holds(line) {
    expectPrintable(line);
    expect(line).not.toContain('|');
  },
});

/** One sample of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
const SAMPLE =
  /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|[-+]?Inf|NaN|Nan)$/i;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)",?/g;

describe('prometheusText', () => {
  test(
    'reads as Prometheus reads it, with the names as they can be printed',
    async () => {
      const property = fc.asyncProperty(shown, name, async (given, kind) => {
        const types = new Map([['i0', [{ kind, state: '', count: 3 }]]]);
        const view = {
          snapshot: given,
          version: '1',
          bootTime: 1,
          replacements: [{ app: kind, unit: '', count: 2 }],
          types,
          cpuSeconds: 1,
          sampleErrors: 0,
          leftOut: { instances: 0, processes: 0 },
        };
        const lines = (await prometheusText(view, PLAIN_TEXT)).split('\n');
        const apps = new Set<string>();
        for (const line of lines) {
          if (line === '' || /^# (?:HELP|TYPE) fdtop_\w+ /.test(line)) continue;
          const [, metric, labels = ''] = SAMPLE.exec(line) ?? [];
          expect(metric, line).toMatch(/^fdtop_/);
          for (const [, label, text] of labels.matchAll(LABEL))
            if (label === 'app') apps.add(text!.replace(/\\(.)/g, (_, each) => (each === 'n' ? '\n' : each)));
        }
        const named = [...given.instances.map(each => each.name), kind].map(each => printable(each, 1000));
        expect(apps).toEqual(new Set(named));
      });
      await checkAsync(property, Math.ceil(RUNS / 4));
    },
    60_000 + RUNS * 100,
  );
});

fuzz('negotiate', {
  samples: ['application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'],
  words: ['application/openmetrics-text', ';q=', ',', '.', 'text/plain', '1', ' '],
  parse: negotiate,
  holds: type => expect(type).toMatch(/^(?:text\/plain|application\/openmetrics-text)/),
});

test(`events are one line each, whatever is in them (FUZZ_SEED=${SEED})`, () => {
  const property = fc.property(name, name, (text, host) => {
    const { subject, ...news } = plainNews('alert', printable(text, 300), { level: 'leak' });
    const event = {
      ...news,
      ...subject,
      version: 1 as const,
      id: 'x',
      time: '2026-11-24T12:00:00.000Z',
      host: printable(host),
    };
    for (const format of ['json', 'text', 'journal'] as const)
      expect(eventLine(event, format)).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
    expect(JSON.parse(eventLine(event, 'json'))).toEqual(event);
    expect(chatText(event)).not.toMatch(/[<>]/);
  });
  withinLimit(() => check(property, RUNS));
});
