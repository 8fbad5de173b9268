import stringWidth from 'string-width';

/**
 * THE table of what fdtop prints beyond ASCII: the character, what stands for it in a line of text, and what in a cell of
 * the screen, where it must be as wide (the same, when absent). Inside fdtop all is Unicode; whoever prints asks
 * `asciiText` or `asciiCells` where the terminal cannot show it.
 */
const GLYPHS: readonly (readonly [glyph: string, text: string, cell?: string])[] = [
  // A sparkline: the bottom is a line, the top is full.
  ...[...'▁▂▃▄▅▆▇█'].map((bar, level) => [bar, '_.:-=+*#'[level]!] as const),
  ['░', '.'],
  // Marks of messages.
  ['✓', 'OK', '+'],
  ['✗', 'FAILED', 'x'],
  ['…', '...', '~'],
  ['→', '->', '>'],
  ['←', '<-', '<'],
  // Headings, the selected row, the sorted column, keys.
  ['▾', '-'],
  ['▸', '+'],
  ['›', '>'],
  ['‹', '<'],
  ['▼', 'v'],
  ['▲', '^'],
  ['↓', 'v'],
  ['↑', '^'],
  // Lines, of trees and charts.
  ...[...'─━═┄┈'].map(line => [line, '-'] as const),
  ...[...'│┃║┆┊'].map(line => [line, '|'] as const),
  ...[...'┌┐└┘├┤┬┴┼╭╮╰╯'].map(corner => [corner, '+'] as const),
  // Words and numbers.
  ['·', '.'],
  ['×', 'x'],
  ['±', '+-', '~'],
  ['∞', 'inf', '*'],
  ['•', '*'],
  ['–', '-'],
  ['≤', '<=', '<'],
  ['µ', 'u'],
  ['¿', '?'],
  ['¡', '!'],
  ['«', '"'],
  ['»', '"'],
];

const TEXTS = new Map(GLYPHS.map(([glyph, text]) => [glyph, text]));
const CELLS = new Map(GLYPHS.map(([glyph, text, cell]) => [glyph, cell ?? text]));

const ASCII = /^[\0-\x7f]*$/;

/** What is one character to the eye: an accent is no letter of its own, nor is a skin tone. */
const graphemes = new Intl.Segmenter();

/** In ASCII, for a line that may grow: `conexión` is `conexion`; what has no such letter, as a name in Japanese, becomes `?`. */
export function asciiText(text: string): string {
  return ASCII.test(text) ? text : convert(text, TEXTS);
}

/** The same, exactly as wide as before, for text that is laid out already. */
export function asciiCells(text: string): string {
  return ASCII.test(text) ? text : convert(text, CELLS);
}

function convert(text: string, table: ReadonlyMap<string, string>): string {
  let result = '';
  for (const { segment } of graphemes.segment(text)) {
    const known = ASCII.test(segment) ? segment : (table.get(segment) ?? withoutAccents(segment));
    result += known ?? '?'.repeat(stringWidth(segment));
  }
  return result;
}

/** The letter below its accents; null where that is none of ASCII. */
function withoutAccents(character: string): string | null {
  const letter = character.normalize('NFD').replace(/\p{M}+/gu, '');
  return letter.length === 1 && ASCII.test(letter) ? letter : null;
}
