/** The colours of the picture: a calm dark theme, and the 256 colours of xterm above its 16. */
import type { Cell, Color } from './screen.ts';

export const BACKGROUND = '#15181e';
export const FOREGROUND = '#d6dae1';
export const TITLE_BAR = '#20242c';
export const TITLE = '#8b93a1';

const SIXTEEN = [
  ...['#2b303a', '#f2616b', '#8fcf76', '#e9be67', '#68b2f8', '#cf86e8', '#5cc6cf', '#c8ced8'],
  ...['#6b7483', '#ff7f87', '#a9e393', '#ffd98a', '#8cc8ff', '#e2a6f7', '#86e0e8', '#ffffff'],
];

const LEVELS = [0, 95, 135, 175, 215, 255];

/** The colours that a cell is painted with, after inverse and dim. */
export function paintOf({ fg, bg, inverse, dim }: Cell): { ink: string; paper: string } {
  const colors = [rgb(fg, FOREGROUND), rgb(bg, BACKGROUND)] as [string, string];
  const [ink, paper] = inverse ? [colors[1], colors[0]] : colors;
  return { ink: dim ? mix(ink, paper, 0.45) : ink, paper };
}

function rgb(color: Color, fallback: string): string {
  if (color === null) return fallback;
  if (typeof color === 'string') return color;
  if (color < 16) return SIXTEEN[color]!;
  if (color >= 232) return hex(Array(3).fill(8 + 10 * (color - 232)));
  const index = color - 16;
  return hex([Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map(level => LEVELS[level]!));
}

/** `share` of `other` in `color`. */
function mix(color: string, other: string, share: number): string {
  const theirs = channels(other);
  return hex(channels(color).map((channel, i) => Math.round(channel * (1 - share) + theirs[i]! * share)));
}

function channels(color: string): number[] {
  return [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));
}

function hex(values: number[]): string {
  return `#${values.map(value => value.toString(16).padStart(2, '0')).join('')}`;
}
