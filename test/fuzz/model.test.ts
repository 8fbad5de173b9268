/** Filters that are typed or stand in a config file, and the one door through which text of others gets to a screen. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FilterError } from '../../src/model/filter/filter-error.ts';
import { parseNumber } from '../../src/model/filter/number.ts';
import { parse } from '../../src/model/filter/parse.ts';
import { compilePattern } from '../../src/model/filter/pattern.ts';
import { parsePattern } from '../../src/model/filter/pattern-syntax.ts';
import { tokensOf } from '../../src/model/filter/tokens.ts';
import { printable } from '../../src/model/printable.ts';
import { readDraft } from '../../src/ui/filter-draft.ts';
import { FILTER_FIELDS, filterOf } from '../../src/ui/filter-terms.ts';
import { instance, sample } from '../ui/snapshots.ts';
import { check, cpuSeconds, expectPrintable, fuzz, RUNS, withinLimit } from './fuzz.ts';

const filters = [
  'fds>1000 and not role=master',
  'command~"(a|b)+$" or (user=www-data and age>1h30m)',
  'limit=unlimited shop',
];
const filterWords = [
  'fds',
  '>',
  '<=',
  '!~',
  '=',
  '1k',
  'and ',
  'or ',
  'not ',
  '(',
  ')',
  '"',
  "'",
  ' ',
  'command~',
  'role=master',
  'constructor',
  '&&',
];

fuzz('tokensOf', {
  samples: filters,
  words: filterWords,
  parse: tokensOf,
  mayThrow: error => error instanceof FilterError,
  holds(tokens, text) {
    const types = ['open', 'close', 'word', 'and', 'or', 'not', 'operator'];
    let end = 0;
    for (const token of tokens) {
      expect(types).toContain(token.type);
      expect(token.start).toBeGreaterThanOrEqual(end);
      end = token.end;
      const piece = text.slice(token.start, token.end);
      expect(token.isQuoted ? piece.slice(1, -1) : piece).toBe(token.text);
    }
    expect(end).toBeLessThanOrEqual(text.length);
  },
  most: 12,
});

fuzz('parse', {
  samples: filters,
  words: filterWords,
  parse: text => parse(text, FILTER_FIELDS, () => ''),
  mayThrow(error) {
    if (!(error instanceof FilterError)) return false;
    return error.start >= 0 && error.end >= error.start && error.message !== '';
  },
  holds({ test, fields }) {
    const looked = { process: sample({ pid: 1 }), instance: instance(), text: () => 'shop' };
    expect(typeof test(looked)).toBe('boolean');
    for (const field of fields) expect(FILTER_FIELDS.map(({ name }) => name)).toContain(field);
  },
});

fuzz('readDraft', {
  samples: filters,
  words: filterWords,
  parse: readDraft,
  holds({ state, start, end }, text) {
    expect(['unfinished', 'wrong', 'begun', 'fine']).toContain(state);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(start).toBeLessThanOrEqual(end);
    if (state === 'fine') expect(typeof filterOf(text).matches(sample({ pid: 1 }), null)).toBe('boolean');
  },
});

fuzz('parseNumber', {
  samples: ['1h30m', '12,000', '500MiB', '-3/s', '1.5', 'unlimited', '+90%'],
  words: ['1', ',000', '.5', 'h', 'm', '%', '/s', 'MiB', '-', 'constructor', '1constructor'],
  parse: text => (['count', 'rate', 'percent', 'duration', 'bytes'] as const).map(kind => parseNumber(text, kind)),
  holds: numbers => numbers.every(number => number === null || expect(number).not.toBeNaN()),
});

const patterns = ['^(?:a|b)'.replace('?:', ''), '[a-z]+\\d$', '[^]x]*', '(a*)*b', 'x|', '\\w\\s\\S\\.'];
const patternWords = ['(', ')', '|', '*', '+', '?', '[', ']', '^', '$', '\\', 'a', '-', '.', '\\d', '{', '(a*)*'];
fuzz('parsePattern', {
  samples: patterns,
  words: patternWords,
  parse: text => parsePattern(text),
  mayThrow: error => (error as Error).constructor === Error && (error as Error).message !== '',
  holds: node => expect(['sequence', 'either']).toContain(node.type),
  most: 20,
});
fuzz('compilePattern', {
  samples: patterns,
  words: patternWords,
  parse: text => compilePattern(text.slice(0, 40))(text),
  mayThrow: error => (error as Error).constructor === Error && (error as Error).message !== '',
  holds: found => expect(typeof found).toBe('boolean'),
  longestPumped: 16_384,
});

test('no pattern takes long, whatever the text', () => {
  const text = 'ab'.repeat(5_000);
  const pattern = fc.array(fc.constantFrom(...patternWords, '(a*)*', '(.+)+', '(a|ab)*'), { maxLength: 20 });
  const whole = fc.property(
    pattern.map(parts => parts.join('').slice(0, 100)),
    each => {
      const start = cpuSeconds();
      try {
        compilePattern(each)(text);
      } catch (error) {
        expect((error as Error).constructor).toBe(Error);
      }
      expect(cpuSeconds() - start).toBeLessThan(2);
    },
  );
  withinLimit(() => check(whole, RUNS / 2));
});

fuzz('printable', {
  samples: ['/srv/app/x.py (deleted)', '\x1b]0;owned\x07\x1b[2J', '🚀🚀 e\u0301 \u202eevil', 'worker [shop]'],
  words: [
    '\x1b[',
    '\x07',
    '\u202e',
    '\u200d',
    '\u2028',
    '\u{e0041}',
    '\u3164',
    '\xad',
    '\x9b',
    '🚀',
    '\ufe0f',
    'e\u0301',
  ],
  parse: text => [printable(text), printable(text, 40), printable(text, 2)],
  holds([long, short, tiny], text) {
    for (const [each, most] of [
      [long!, 200],
      [short!, 40],
      [tiny!, 2],
    ] as const) {
      expectPrintable(each);
      expect(each).not.toMatch(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/u);
      expect(each.isWellFormed()).toBe(true);
      expect([...each].length).toBeLessThanOrEqual(most);
      expect(printable(each, most)).toBe(each);
    }
    if (/^[\x20-\x7e]{0,40}$/.test(text)) expect([long, short]).toEqual([text, text]);
    if (text.trim() !== '') expect(long).not.toBe('');
  },
});
