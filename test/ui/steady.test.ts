import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { printable } from '../../src/model/printable.ts';
import { steady } from '../../src/ui/steady.ts';
import { fitWidth } from '../../src/ui/text.ts';
import { codePointWidth } from '../terminal/code-point-width.ts';
import { NAMES } from './names.ts';

const byCodePoint = (text: string) => [...text].reduce((sum, point) => sum + codePointWidth(point.codePointAt(0)!), 0);

describe.each(Object.entries(NAMES))('%s', (_, name) => {
  const shown = printable(name);

  test('is as wide to terminals that measure code points as to those that measure characters', () => {
    expect(byCodePoint(steady(shown))).toBe(stringWidth(steady(shown)));
  });

  test('takes exactly its column in both, however it is cut', () => {
    for (let width = 1; width <= 40; width += 1) {
      for (const cutAt of ['end', 'middle'] as const) {
        const cell = fitWidth(shown, width, 'left', cutAt);
        expect(stringWidth(cell), `${width} ${cutAt}`).toBe(width);
        expect(byCodePoint(cell), `${width} ${cutAt}`).toBe(width);
      }
    }
  });

  test('is the same, done twice', () => {
    expect(steady(steady(shown))).toBe(steady(shown));
  });
});

test('what is sure is left alone', () => {
  for (const text of ['gunicorn: worker [shop:app]', '▁▂▃▄▅▆▇█', '↑312/s', 'naïve', '漢字', 'שלום', '🐍'])
    expect(steady(text)).toBe(text);
});

test('flags are letters, and a thumb has no skin tone', () => {
  expect(steady('🇩🇪 👍🏽')).toBe('DE 👍');
});
