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
  '\\ba',
  'a\\b',
  '\\b',
  '\\B',
  'a\\Bb',
  '(?:ab)+$',
  '(\\b|x)d',
  'a*?b',
  'a+?c',
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

test('large and small letters differ where that is asked for', () => {
  const found = compilePattern('^a[b-d]É', { isCaseSensitive: true });
  expect(['abÉ', 'Abé', 'aBÉ', 'abé'].map(found)).toEqual([true, false, false, false]);
});

/** Patterns and texts by chance, from a seed that is named when one fails. */
test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'whatever the pattern, it finds what a regular expression finds (seed %i)',
  seed => {
    let state = seed * 2_654_435_761;
    const next = (below: number) => {
      state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
      return state % below;
    };
    const pick = <Item>(items: readonly Item[]) => items[next(items.length)]!;
    const atom = (depth: number): string =>
      depth > 0 && next(3) === 0
        ? `${pick(['(', '(?:'])}${some(depth - 1)})`
        : pick(['a', 'b', 'B', '.', '[ab]', '[^a]', '\\w', '\\s', '\\d']);
    const piece = (depth: number) =>
      next(8) === 0 ? pick(['^', '$', '\\b', '\\B']) : atom(depth) + pick(['', '', '', '*', '+', '?', '*?', '+?']);
    const some = (depth: number): string => {
      const run = Array.from({ length: 1 + next(4) }, () => piece(depth)).join('');
      return next(4) === 0 ? `${run}|${some(depth)}` : run;
    };
    for (let turn = 0; turn < 200; turn += 1) {
      const pattern = some(2);
      const found = compilePattern(pattern, { isCaseSensitive: true, longest: 10_000 });
      const expected = new RegExp(pattern, 's');
      for (let text = 0; text < 20; text += 1) {
        const typed = Array.from({ length: next(7) }, () => pick(['a', 'b', 'B', ' ', '1', '-', 'é'])).join('');
        expect([pattern, typed, found(typed)]).toEqual([pattern, typed, expected.test(typed)]);
      }
    }
  },
);

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
  ['\\z', /but not \\z/],
  ['+', /repeats nothing/],
  ['(?=a)', /only \(\?:…\)/],
  ['(?<a>b)', /only \(\?:…\)/],
  ['a{1,9}', /no counts/],
])('%s is refused, with the reason', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});
