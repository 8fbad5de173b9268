import { expect, test } from 'vitest';
import { printable } from '../../src/model/printable.ts';

const codes = (...numbers: number[]) => String.fromCodePoint(...numbers);

test('leaves plain text, accents, CJK and emoji as they are', () => {
  for (const text of ['', '/var/log/app.log', 'café', '東京 ログ', '🚀 rocket', '10.0.0.5:443 → x']) {
    expect(printable(text)).toBe(text);
  }
});

test.each([
  ['ESC', 0x1b],
  ['NUL', 0],
  ['BEL', 7],
  ['backspace', 8],
  ['DEL', 0x7f],
  ['C1 CSI', 0x9b],
  ['C1 OSC', 0x9d],
  ['bidi override', 0x202e],
  ['bidi isolate', 0x2066],
  ['Arabic letter mark', 0x61c],
  ['zero width space', 0x200b],
  ['zero width joiner', 0x200d],
  ['word joiner', 0x2060],
  ['byte order mark', 0xfeff],
  ['soft hyphen', 0xad],
  ['Hangul filler', 0x3164],
  ['tag', 0xe0041],
  ['variation selector', 0xfe0f],
  ['lone high surrogate', 0xd83d],
  ['lone low surrogate', 0xde80],
])('shows %s as one replacement character', (_name, code) => {
  expect(printable(`a${codes(code)}b`)).toBe('a\ufffdb');
});

test('no C0 or C1 control comes through', () => {
  const all = Array.from({ length: 0xa0 }, (_, code) => codes(code)).join('x');
  expect(printable(all, 1000)).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
});

test.each([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029])('shows the line break %i as a space', code => {
  expect(printable(`a${codes(code)}b`)).toBe('a b');
});

test('an escape sequence leaves its harmless rest', () => {
  expect(printable('\x1b]0;owned\x07\x1b[2J\x1b[31mred')).toBe('\ufffd]0;owned\ufffd[2J\ufffd[31mred');
});

test('collapses runs', () => {
  expect(printable(`a${'\0'.repeat(500)}b`)).toBe('a\ufffdb');
  expect(printable('a\r\n\r\n\tb')).toBe('a b');
  expect(printable('a   b')).toBe('a   b');
});

test('cuts in the middle, to exactly the length asked for', () => {
  expect(printable('abcdefghij', 5)).toBe('ab…ij');
  expect(printable('abcdefghij', 6)).toBe('abc…ij');
  expect(printable('abcdefghij', 10)).toBe('abcdefghij');
  expect(printable('abcdefghij', 1)).toBe('…');
  expect(printable(`/start/${'x'.repeat(4_000)}/end (deleted)`)).toMatch(/^\/start\/x{93}…x{85}\/end \(deleted\)$/);
  expect([...printable('x'.repeat(4_096))]).toHaveLength(200);
});

test('never cuts a character in two', () => {
  const text = printable('🚀'.repeat(300), 100);
  expect([...text]).toHaveLength(100);
  expect(text.isWellFormed()).toBe(true);
  expect(printable('🚀'.repeat(100), 100)).toBe('🚀'.repeat(100));
});

test('the cut text is safe too, and a huge one costs no more than a long one', () => {
  const hostile = printable(`start${'\x1b\n\u202e'.repeat(2_000_000)}end`, 50);
  expect(hostile).toMatch(/^start/);
  expect(hostile).toMatch(/end$/);
  expect(hostile).not.toMatch(/[\x1b\n\u202e]/);
  expect([...hostile].length).toBeLessThanOrEqual(50);
});
