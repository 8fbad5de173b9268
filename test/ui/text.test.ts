import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fitWidth, lastOf, wrapAll, wrapWords } from '../../src/ui/text.ts';

const TEXTS = [
  '',
  'a',
  'worker',
  'a rather long command line',
  '한글 이름',
  '漢字',
  'e\u0301le\u0300ve',
  '🐍🦄🐙',
  'ｆｕｌｌ',
];

describe('fitWidth', () => {
  test('pads on the side that it is told', () => {
    expect(fitWidth('ab', 5)).toBe('ab   ');
    expect(fitWidth('ab', 5, 'right')).toBe('   ab');
  });

  test('cuts with an ellipsis, which counts', () => {
    expect(fitWidth('abcdef', 4)).toBe('abc…');
    expect(fitWidth('abcd', 4)).toBe('abcd');
    expect(fitWidth('abcdef', 1)).toBe('…');
    expect(fitWidth('abcdef', 0)).toBe('');
  });

  test('never tears a wide character apart: a space fills the gap', () => {
    expect(fitWidth('漢字漢字', 4)).toBe('漢… ');
  });

  test.each(TEXTS)('%j is exactly as wide as asked for, at every width', text => {
    for (let width = 0; width <= 40; width += 1) {
      for (const align of ['left', 'right'] as const) expect(stringWidth(fitWidth(text, width, align))).toBe(width);
    }
  });

  // text.ts, cut: it adds up the widths of code points; a flag or a skin tone is one character of several, whose width
  // is not their sum. Go by graphemes: `for (const { segment } of new Intl.Segmenter().segment(text))`.
  test('also where several code points make one character', () => {
    for (const text of ['👍🏽👍🏽👍🏽👍🏽👍🏽', '🇩🇪🇫🇷🇩🇪🇫🇷', 'क्षिक्षिक्षि']) {
      for (let width = 0; width <= 12; width += 1) expect(stringWidth(fitWidth(text, width)), text).toBe(width);
    }
  });
});

describe('wrapWords', () => {
  test('breaks at spaces, and keeps every word', () => {
    expect(wrapWords('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapWords('one two three', 3)).toEqual(['one', 'two', 'three']);
    expect(wrapWords('', 7)).toEqual(['']);
  });

  test('keeps lines within the width, where words are', () => {
    const text = 'it may be busy with a request; k again offers KILL, and 漢字 too';
    for (let width = 8; width <= 80; width += 1) {
      for (const line of wrapWords(text, width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test('leaves a word that is wider than the line on a line of its own', () => {
    expect(wrapWords('a abcdefghij b', 4)).toEqual(['a', 'abcdefghij', 'b']);
  });
});

describe('wrapAll', () => {
  test('lets a word that is wider than the line go on in the next', () => {
    expect(wrapAll('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij', 'b']);
    expect(wrapAll('漢字漢', 3)).toEqual(['漢', '字', '漢']);
    expect(wrapAll('漢', 1)).toEqual(['漢']);
  });
});

describe('a cut in the middle', () => {
  test('keeps both ends', () => {
    expect(fitWidth('/srv/rifa/manage.py', 11, 'left', 'middle')).toBe('/srv/…ge.py');
    expect(fitWidth('abcdef', 2, 'left', 'middle')).toBe('a…');
    expect(fitWidth('abcdef', 1, 'left', 'middle')).toBe('…');
    expect(fitWidth('abc', 3, 'left', 'middle')).toBe('abc');
  });

  test('never tears a character apart: the gap is beside the mark', () => {
    expect(fitWidth('漢字漢字漢字', 6, 'left', 'middle')).toBe('漢… 字');
    expect(fitWidth('x\u0301x\u0301x\u0301x\u0301', 3, 'left', 'middle')).toBe('x\u0301…x\u0301');
  });

  test.each([...TEXTS, '漢字 and latin 漢字', 'שלום עולם', '\u{1F469}\u{1F3FD}x\u{1F44D}\u{1F3FF}'])(
    '%j is exactly as wide as asked for, at every width',
    text => {
      for (let width = 0; width <= 40; width += 1)
        expect(stringWidth(fitWidth(text, width, 'left', 'middle'))).toBe(width);
    },
  );
});

test('skin tones are left out: half of all terminals draw a box of two columns for one', () => {
  expect(fitWidth('👍🏽👍🏿', 4)).toBe('👍👍');
});

test('the end of a text', () => {
  expect(lastOf('abcdef', 4)).toBe('def');
  expect(lastOf('abc', 4)).toBe('abc');
  expect(lastOf('漢字漢字', 4)).toBe('字');
});
