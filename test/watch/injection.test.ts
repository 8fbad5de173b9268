/** Names that processes choose, in all that a watch, a check and the metrics tell. */
import { expect, test } from 'vitest';
import { nagiosReport, unknownLine } from '../../src/report/nagios.ts';
import { PLAIN_TEXT, prometheusText } from '../../src/report/prometheus.ts';
import { environmentOf } from '../../src/watch/command.ts';
import { chatText, eventLine } from '../../src/watch/line.ts';
import { unitText } from '../../src/watch/unit.ts';
import { payloadOf } from '../../src/watch/webhook.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';
import { eventOf } from './events.ts';

/** A line that looks like fdtop's own, and what terminals, journals and Nagios obey. */
const EVIL =
  "shop\n2026-01-01T00:00:00.000Z RESOLVED LEAK: all is well\r\u0085\u2028\u2029|'x'=1;2\x1b]0;PWNED\x07\x9b31m\u202etac\u2066\u200b<!channel>";
/** Controls but the end of the line, C1, bidi and what cannot be seen. */
const UNSAFE = /[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]/u;

const event = eventOf({ text: `worker 7 of ${EVIL} leaks`, instance: EVIL, unit: EVIL, host: EVIL, key: EVIL });

test.each(['json', 'text', 'journal'] as const)('an event is one line: %s', format => {
  const line = eventLine(event, format);
  expect(line.split('\n')).toHaveLength(1);
  expect(line).not.toMatch(UNSAFE);
  expect(line).toContain('worker 7 of shop 2026');
});

test('of an event for a chat, or for a webhook, each text is printable', () => {
  expect(chatText(event)).not.toMatch(UNSAFE);
  expect(chatText(event)).not.toMatch(/[\n<>]/);
  for (const value of Object.values(payloadOf(event))) expect(String(value)).not.toMatch(/\n|[^\P{Cc}]|\p{Cf}/u);
});

test('of the environment of a command each value is one line', () => {
  const environment = environmentOf(event);
  expect(environment.FDTOP_INSTANCE).toMatch(/^shop 2026/);
  for (const [name, value] of Object.entries(environment)) {
    expect(value, name).not.toMatch(/[\n\r]/);
    expect(value, name).not.toMatch(UNSAFE);
  }
});

const leaking = snapshot({
  host: EVIL,
  kernel: EVIL,
  instances: [instance({ name: EVIL, unit: EVIL })],
  processes: [sample({ pid: 7, fds: 20_000, user: EVIL, command: EVIL })],
  notes: [EVIL],
});

test('the line of a check has one bar, and one line', () => {
  const limits = { warn: 1000, leak: 10_000, growth: null, etaMinutes: null, match: null };
  const { line } = nagiosReport(leaking, limits);
  expect(line).toContain('CRITICAL');
  expect(line.split('|')).toHaveLength(2);
  expect(line.split('\n')).toHaveLength(1);
  expect(line).not.toMatch(UNSAFE);
  // Nothing but the label that fdtop gives stands between the quotes.
  expect(line.split('|')[1]).toMatch(/^ '[^'|=]+'=20000;1000;10000;0;\d*$/);
  expect(unknownLine(EVIL)).not.toMatch(UNSAFE);
  expect(unknownLine(EVIL)).not.toMatch(/[\n|]/);
});

test('of the metrics each sample is a line of its own, and no label has what cannot be seen', async () => {
  const view = {
    snapshot: leaking,
    version: '1',
    bootTime: 1,
    replacements: [{ app: EVIL, unit: EVIL, count: 1 }],
    types: new Map(),
    cpuSeconds: 1,
    sampleErrors: 0,
    leftOut: { instances: 0, processes: 0 },
  };
  const text = await prometheusText(view as never, PLAIN_TEXT);
  expect(text).toContain('fdtop_process_open_fds{app="shop 2026');
  expect(text).not.toMatch(UNSAFE);
  for (const line of text.split('\n').filter(Boolean)) expect(line).toMatch(/^(# (HELP|TYPE) )?fdtop_/);
});

test('a unit has no word that a terminal obeys, and systemd reads it as it was', () => {
  const text = unitText({ program: ['/usr/bin/node'], words: ['--match', 'a\x1b[31m\u202e\nb'], act: null });
  expect(text).not.toMatch(UNSAFE);
  expect(text).toContain('watch --match "a\\x1b[31m\\xe2\\x80\\xae\\nb"\n');
});
