import { describe, expect, test } from 'vitest';
import type { ColorDepth } from '../../src/terminal/abilities.ts';
import { lookOf } from '../../src/ui/look.ts';
import { type Paint, THEME_NAMES, THEMES, type ThemeName, type ToneStyle } from '../../src/ui/themes.ts';
import { contrast, difference, ofXterm, rgbOf, seenBy } from './colours.ts';

const BACKGROUNDS = ['#000000', '#ffffff'];
/** WCAG 2.1: 4.5 for text, 3 for large or bold text. Few of xterm's fixed colours have 4.5 on both black and white. */
const LEAST: Record<Depth, number> = { rgb: 4.5, 256: 3.9, 16: 3 };
const DEPTHS = ['rgb', '256', '16'] as const;

type Depth = Exclude<ColorDepth, 'none'>;

function colourOf([rgb, of256, of16]: Paint, depth: Depth): string | null {
  if (depth === 'rgb') return rgb;
  return depth === '256' ? ofXterm(of256) : of16 && rgbOf(of16);
}

/** Text and what it stands on; on the terminal's own background it must do on both. */
function pairs({ color, background }: ToneStyle, depth: Depth): [ink: string, paper: string][] {
  const ink = color && colourOf(color, depth);
  const paper = background && colourOf(background, depth);
  if (paper) return [[ink ?? '#000000', paper]];
  return ink ? BACKGROUNDS.map(background => [ink, background]) : [];
}

const tonesOf = (theme: ThemeName) => Object.entries<ToneStyle>(THEMES[theme].tones);

describe.each(THEME_NAMES)('the theme %s', theme => {
  test.each(DEPTHS)('can be read on a black and on a white terminal, with %s colours', depth => {
    const unreadable = tonesOf(theme).flatMap(([tone, style]) =>
      pairs(style, depth)
        .filter(pair => contrast(...pair) < LEAST[depth])
        .map(pair => `${tone}: ${pair.join(' on ')} has ${contrast(...pair).toFixed(2)}`),
    );
    expect(unreadable).toEqual([]);
  });

  test('tells elevated, leaking and critical apart, and each from what is well', () => {
    for (const depth of ['rgb', '256', '16', 'none'] as const) {
      const { styles } = lookOf({ theme, depth, hasUnicode: true });
      const looks = [styles.plain, styles.warn, styles.bad, styles.critical].map(style => JSON.stringify(style));
      expect(new Set(looks).size, `${depth}: ${looks}`).toBe(4);
    }
  });
});

test('high-contrast has 7 : 1 on everything that it fills, and nothing dim', () => {
  for (const [tone, style] of tonesOf('high-contrast')) {
    for (const depth of ['rgb', '256'] as const)
      for (const pair of pairs(style, depth)) expect(contrast(...pair), `${tone} ${pair}`).toBeGreaterThanOrEqual(7);
  }
  expect(tonesOf('high-contrast').filter(([, style]) => style.dim)).toEqual([]);
});

describe.each(['deuteranopia', 'protanopia'] as const)('with %s', kind => {
  const distance = (theme: ThemeName, a: 'warn' | 'bad' | 'good', b: 'warn' | 'bad' | 'good') => {
    const [one, other] = [a, b].map(tone => (THEMES[theme].tones as Record<string, ToneStyle>)[tone]!.color?.[0]);
    return difference(seenBy(kind, one ?? '#808080'), seenBy(kind, other ?? '#808080'));
  };

  test('colour-blind tells elevated from leaking, by far', () => {
    expect(distance('colour-blind', 'warn', 'bad')).toBeGreaterThan(60);
  });

  test('the default theme does not, so that this test means something', () => {
    expect(distance('default', 'warn', 'bad')).toBeLessThan(30);
  });
});

test('mono, and any theme without colours, has none', () => {
  for (const theme of THEME_NAMES) {
    for (const depth of theme === 'mono' ? (['rgb', '256', '16', 'none'] as const) : (['none'] as const)) {
      const { styles } = lookOf({ theme, depth, hasUnicode: true });
      expect(JSON.stringify(styles)).not.toMatch(/color/i);
    }
  }
});
