/**
 * What each tone looks like, by theme. A terminal's background is not known, so every colour that stands on it can be read
 * on black and on white, and a colour that cannot (yellow) only stands on a background of its own. No theme tells anything
 * by colour alone: marks and words say the same.
 */

/** What a piece of text is, whatever it looks like. `warn` is elevated, `bad` leaking. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'good'
  | 'warn'
  | 'bad'
  | 'critical'
  /** The row with the selection, over the tones of its cells. */
  | 'selected'
  /** The choice of a dialog that Enter takes. */
  | 'focus'
  /** That the screen is not of this machine, now. */
  | 'mark'
  | 'frame';

/** A colour as `#rrggbb`, as one of xterm's 256, and as one of the 16 that a terminal's user chooses; null: without. */
export type Paint = readonly [rgb: string, of256: number, of16: string | null];

export interface ToneStyle {
  color?: Paint;
  background?: Paint;
  bold?: true;
  underline?: true;
  inverse?: true;
  /** Less bright, in a way of the terminal's own; where it has 256 colours a grey is surer. */
  dim?: true;
}

export interface Theme {
  help: string;
  tones: Readonly<Record<Tone, ToneStyle>>;
}

const BLACK: Paint = ['#000000', 16, 'black'];
const WHITE: Paint = ['#ffffff', 231, 'whiteBright'];
const GREY: Paint = ['#767676', 243, null];
const RED: Paint = ['#e22d2d', 196, 'red'];
const DARK_RED: Paint = ['#b00000', 124, 'red'];
const DEEP_RED: Paint = ['#870000', 88, 'red'];
const AMBER: Paint = ['#b26100', 130, 'magenta'];
const GREEN: Paint = ['#0a893c', 28, null];
const TEAL: Paint = ['#008389', 30, 'blueBright'];
const BLUE: Paint = ['#1a75d2', 27, 'blueBright'];
const ORANGE: Paint = ['#c25700', 130, 'magenta'];
const BRIGHT_ORANGE: Paint = ['#ff9f1c', 214, 'yellow'];
const YELLOW: Paint = ['#ffd700', 220, 'yellow'];

const calm = {
  plain: {},
  strong: { bold: true },
  selected: { inverse: true },
  mark: { inverse: true, bold: true },
} as const;

export const THEMES = {
  default: {
    help: 'red, amber and green in tones that black and white backgrounds both carry',
    tones: {
      ...calm,
      dim: { color: GREY, dim: true },
      title: { color: TEAL, bold: true },
      good: { color: GREEN, bold: true },
      warn: { color: AMBER },
      bad: { color: RED, bold: true },
      critical: { color: WHITE, background: DARK_RED, bold: true },
      focus: { inverse: true, bold: true },
      frame: { color: TEAL },
    },
  },
  'high-contrast': {
    help: 'nothing dim, and what is wrong on a background of its own',
    tones: {
      ...calm,
      dim: {},
      title: { bold: true },
      good: { bold: true },
      warn: { color: BLACK, background: YELLOW },
      bad: { color: WHITE, background: DARK_RED, bold: true },
      critical: { color: YELLOW, background: DEEP_RED, bold: true, underline: true },
      focus: { inverse: true, bold: true },
      frame: {},
    },
  },
  'colour-blind': {
    help: 'blue and orange in place of green, amber and red',
    tones: {
      ...calm,
      dim: { color: GREY, dim: true },
      title: { bold: true },
      good: { bold: true },
      warn: { color: BLUE },
      bad: { color: ORANGE, bold: true },
      critical: { color: BLACK, background: BRIGHT_ORANGE, bold: true },
      focus: { inverse: true, bold: true },
      frame: { color: BLUE },
    },
  },
  mono: {
    help: 'bold, underlined and inverse, no colour',
    tones: {
      ...calm,
      dim: {},
      title: { bold: true },
      good: { bold: true },
      warn: { underline: true },
      bad: { bold: true, underline: true },
      critical: { bold: true, inverse: true },
      focus: { inverse: true, bold: true },
      frame: {},
    },
  },
} as const satisfies Record<string, Theme>;

export type ThemeName = keyof typeof THEMES;

export const THEME_NAMES = Object.keys(THEMES) as ThemeName[];
