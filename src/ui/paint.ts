import chalk, { type ChalkInstance, type ColorName } from 'chalk';
import type { TextStyle } from './look.ts';

const PAINTERS = new WeakMap<TextStyle, ChalkInstance>();

/**
 * The text with its style around it, as a terminal reads it, and as Ink's own `Text` makes it. A line of 20 pieces is one text
 * so, not 20 for React to compare and Ink to put together at each tick.
 */
export function painted(text: string, style: TextStyle): string {
  let painter = PAINTERS.get(style);
  if (!painter) {
    painter = painterOf(style);
    PAINTERS.set(style, painter);
  }
  return text === '' ? text : painter(text);
}

function painterOf({ color, backgroundColor, bold, underline, inverse, dimColor }: TextStyle): ChalkInstance {
  let painter: ChalkInstance = chalk;
  if (inverse) painter = painter.inverse;
  if (underline) painter = painter.underline;
  if (bold) painter = painter.bold;
  if (backgroundColor) painter = coloured(painter, backgroundColor, true);
  if (color) painter = coloured(painter, color, false);
  if (dimColor) painter = painter.dim;
  return painter;
}

/** A colour as look.ts names it: `#rrggbb`, `ansi256(n)`, or one of the 16. */
function coloured(painter: ChalkInstance, color: string, isBackground: boolean): ChalkInstance {
  if (color.startsWith('#')) return isBackground ? painter.bgHex(color) : painter.hex(color);
  const of256 = /^ansi256\((\d+)\)$/.exec(color)?.[1];
  if (of256) return isBackground ? painter.bgAnsi256(Number(of256)) : painter.ansi256(Number(of256));
  const name = isBackground ? `bg${color[0]!.toUpperCase()}${color.slice(1)}` : color;
  return painter[name as ColorName];
}
