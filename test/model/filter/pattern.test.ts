import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../src/model/filter/pattern.ts';

const PATTERNS = [
  'a',
  'ab',
  'a|b',
  'a*',
  'a+b',
  'a?b',
  '(ab)*c',
  '(a|b)+c',
  '^a',
  'b$',
  '^$',
  '^a*$',
  'a.c',
  '[abc]d',
  '[^abc]d',
  '[a-c]+$',
  '[]a]',
  '[a-]',
  '\\d+',
  '[\\d,]+x',
  '\\.',
  '\\(a\\)',
  '(^a|b$)',
  'a||b',
  '()',
  '',
  '(a*)*b',
  '(a?)+$',
  '\\w\\s\\w',
];
const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'abc',
  'aab',
  'ababc',
  'cd',
  'xd',
  'd',
  'a c',
  'A',
  'aXc',
  '12,345x',
  'a.c',
  '(a)',
  '-',
  ']',
  'b\n',
];

test.each(PATTERNS)('%s finds what a regular expression finds', pattern => {
  const found = compilePattern(pattern);
  const expected = new RegExp(pattern.replace('[]a]', '[\\]a]'), 'is');
  for (const text of TEXTS) expect(found(text), JSON.stringify(text)).toBe(expected.test(text));
});

test('asked again it answers the same', () => {
  const found = compilePattern('^a');
  expect([found('ab'), found('ba'), found('ab'), found('ba')]).toEqual([true, false, true, false]);
});

test('takes a character of several code units as one', () => {
  expect(compilePattern('^.$')('🐍')).toBe(true);
  expect(compilePattern('^[🐍🦄]+$')('🐍🦄🐍')).toBe(true);
  expect(compilePattern('é')('CAFÉ')).toBe(true);
});

describe('that a backtracking engine would need years for', () => {
  // 2^5000 ways lead through these: an engine that tries one after the other never comes back.
  test.each(['(a*)*b', '(a|a)*b', '(a+)+b', '(a?)*b', '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b', '((a*)*)*b'])(
    '%s is answered',
    pattern => {
      expect(compilePattern(pattern)('a'.repeat(5000))).toBe(false);
      expect(compilePattern(pattern)(`${'a'.repeat(5000)}b`)).toBe(true);
    },
  );
});

test.each([
  ['x'.repeat(101), /longer than 100 characters/],
  ['a)', /closes nothing/],
  ['(', /not closed/],
  ['[', /not closed/],
  ['[z-a]', /z-a of the pattern is the wrong way round/],
  ['\\', /a character is expected behind it/],
  ['\\b', /but not \\b/],
  ['+', /repeats nothing/],
  ['(?:a)', /repeats nothing/],
  ['a{1,9}', /no counts/],
])('%s is refused, with the reason', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});
