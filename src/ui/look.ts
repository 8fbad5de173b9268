import type { TextProps } from 'ink';
import { createContext, use } from 'react';
import { visible } from '../model/printable.ts';
import type { ColorDepth } from '../terminal/abilities.ts';
import { asciiCells, asciiText } from '../terminal/glyphs.ts';
import { type Paint, THEMES, type ThemeName, type Tone, type ToneStyle } from './themes.ts';

export type TextStyle = Pick<TextProps, 'color' | 'backgroundColor' | 'bold' | 'underline' | 'inverse' | 'dimColor'>;

/** How this terminal shows things: what each tone looks like, and what stands for what it cannot show. */
export interface Look {
  styles: Readonly<Record<Tone, TextStyle>>;
  /** For text that is laid out: as wide as before. */
  cells: (text: string) => string;
  /** For a sentence that is wrapped afterwards. */
  sentence: (text: string) => string;
  border: 'round' | 'classic';
  hasUnicode: boolean;
}

export interface LookOptions {
  theme: ThemeName;
  depth: ColorDepth;
  hasUnicode: boolean;
}

export function lookOf({ theme, depth, hasUnicode }: LookOptions): Look {
  const { tones } = depth === 'none' ? THEMES.mono : THEMES[theme];
  const styles = Object.entries(tones).map(([tone, style]) => [tone, styleOf(style, depth)]);
  return {
    styles: Object.fromEntries(styles),
    cells: hasUnicode ? visible : text => asciiCells(visible(text)),
    sentence: hasUnicode ? visible : text => asciiText(visible(text)),
    border: hasUnicode ? 'round' : 'classic',
    hasUnicode,
  };
}

/** Set once, at the start of the screen. */
export const LookContext = createContext(lookOf({ theme: 'default', depth: 'rgb', hasUnicode: true }));

export function useLook(): Look {
  return use(LookContext);
}

function styleOf({ color, background, bold, underline, inverse, dim }: ToneStyle, depth: ColorDepth): TextStyle {
  return {
    ...(color && { color: paint(color, depth) }),
    ...(background && { backgroundColor: paint(background, depth) }),
    ...(bold && { bold }),
    ...(underline && { underline }),
    ...(inverse && { inverse }),
    ...(dim && depth === '16' && { dimColor: true }),
  };
}

/** As Ink and Chalk name it; none where the terminal has none for it. */
function paint([rgb, of256, of16]: Paint, depth: ColorDepth): string | undefined {
  if (depth === 'rgb') return rgb;
  return depth === '256' ? `ansi256(${of256})` : (of16 ?? undefined);
}
