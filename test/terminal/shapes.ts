/**
 * Characters that must join to their neighbours, as shapes that fill their cell: a font's own leave gaps, because the
 * line of a terminal is taller than the font's.
 */
import { blockElement, braille } from './block-elements.ts';
import { boxDrawing } from './box-drawing.ts';
import type { Shape } from './cell.ts';

/** null for a character that the font draws. */
export function shapeOf(char: string): Shape | null {
  const code = char.codePointAt(0)!;
  if (code < 0x2500 || code > 0x28ff) return null;
  if (code >= 0x2800) return braille(code);
  return code >= 0x2580 && code <= 0x259f ? blockElement(code) : boxDrawing(char);
}
