import { fstatSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chatText, eventLine, isJournal } from '../../src/watch/line.ts';
import { eventOf } from './events.ts';

test.each([
  [{ level: 'critical' }, '<2>CRITICAL: worker 7'],
  [{ level: 'leak' }, '<3>LEAK: worker 7'],
  [{ level: 'warn' }, '<4>WARN: worker 7'],
  [{ level: 'unknown' }, '<4>UNKNOWN: worker 7'],
  [{ event: 'resolved', level: 'leak' }, '<5>RESOLVED LEAK: worker 7'],
  [{ event: 'more-alerts', level: 'critical' }, '<2>CRITICAL: worker 7'],
  [{ event: 'worker-replaced', level: null }, '<6>worker 7'],
  [{ event: 'config-refused', level: null }, '<4>worker 7'],
] as const)('%j for the journal begins with %s', (more, start) => {
  const line = eventLine(eventOf(more), 'journal');
  expect(line.slice(0, start.length)).toBe(start);
  expect(line).not.toContain('\n');
});

test('as text it has the time, as JSON all of it', () => {
  expect(eventLine(eventOf(), 'text')).toMatch(/^2026-01-01T00:00:00.000Z LEAK: worker 7 of shop leaks/);
  expect(JSON.parse(eventLine(eventOf(), 'json'))).toEqual(eventOf());
  expect(chatText(eventOf({ event: 'resolved' }))).toMatch(/^web1: RESOLVED LEAK: worker 7/);
  expect(chatText(eventOf({ text: 'worker 7 of <!channel>' }))).toBe('web1: LEAK: worker 7 of ‹!channel›');
  const speaks = 'worker 7 of @channel [run it](http://x/) `a`';
  const said = "worker 7 of (at)channel (run it)(http: //x/) 'a'";
  expect(chatText(eventOf({ text: speaks }))).toBe(`web1: LEAK: ${said}`);
});

test('the journal is only what JOURNAL_STREAM names', () => {
  const { dev, ino } = fstatSync(1);
  expect(isJournal(`${dev}:${ino}`)).toBe(true);
  expect(isJournal(`${dev}:${ino + 1}`)).toBe(false);
  expect(isJournal('')).toBe(false);
  expect(isJournal(undefined)).toBe(false);
  expect(isJournal('1:1', 9999)).toBe(false);
});
