import type { ColorMode } from '../config/config.ts';
import { visible } from '../model/printable.ts';
import { asciiText } from './glyphs.ts';

/** How a terminal takes colours: not at all, the 16 that its user chose, the 256 of xterm, or any. */
export type ColorDepth = 'none' | '16' | '256' | 'rgb';

type Environment = Readonly<Record<string, string | undefined>>;

/** Terminals that take any colour and say so by their name alone: COLORTERM is lost on the way through ssh and sudo. */
const RGB_TERMS = /^(xterm-(kitty|ghostty)|wezterm|alacritty|foot|contour)\b|-direct\d*$|-truecolor$/;

/**
 * The colours to use: what `--color` asks for, else none with NO_COLOR (https://no-color.org), else what TERM and COLORTERM
 * tell. Bold and inverse are no colours: they stay.
 */
export function colorDepth(env: Environment, mode: ColorMode): ColorDepth {
  if (mode === 'never' || (mode === 'auto' && env.NO_COLOR)) return 'none';
  const { TERM = '', COLORTERM = '' } = env;
  if (/^(truecolor|24bit)$/.test(COLORTERM) || RGB_TERMS.test(TERM)) return 'rgb';
  if (TERM.includes('256')) return '256';
  return mode === 'auto' && !canMoveCursor(env) ? 'none' : '16';
}

/** Whether a screen can be drawn at all: Emacs' M-x shell is a terminal, too, but one that only scrolls. */
export function canMoveCursor({ TERM = '' }: Environment): boolean {
  return TERM !== '' && TERM !== 'dumb' && TERM !== 'unknown';
}

/**
 * Whether more than ASCII can be shown: the locale's character set is UTF-8 (locale(7): LC_ALL beats LC_CTYPE beats LANG;
 * none of them is the locale C), and it is not the console of Linux, whose font has 256 characters.
 */
export function hasUnicode({ LC_ALL, LC_CTYPE, LANG, TERM }: Environment): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') && TERM !== 'linux';
}

/** Text for stdout or stderr, as this terminal can show it, and with nothing in it that a terminal obeys. Not for data: JSON is UTF-8 in every locale. */
export function shown(text: string): string {
  const safe = visible(text);
  return hasUnicode(process.env) ? safe : asciiText(safe);
}
