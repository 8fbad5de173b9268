import stringWidth from 'string-width';
import { charactersOf, isSure, steady } from './steady.ts';

export type CutAt = 'end' | 'middle';

/** Pads or cuts to exactly `width` columns of the terminal; a cut shows as `…`. */
export function fitWidth(text: string, width: number, align: 'left' | 'right' = 'left', cutAt: CutAt = 'end'): string {
  const shown = steady(text);
  const size = isSure(shown) ? shown.length : stringWidth(shown);
  if (size > width) return cut(shown, width, cutAt);
  const space = ' '.repeat(width - size);
  return align === 'left' ? shown + space : space + shown;
}

function cut(text: string, width: number, cutAt: CutAt): string {
  if (width <= 0) return '';
  const tailWidth = cutAt === 'middle' ? Math.floor((width - 1) / 2) : 0;
  const characters = charactersOf(text);
  const head = firstOf(characters, width - 1 - tailWidth);
  const tail = firstOf(characters.reverse(), tailWidth);
  const gap = ' '.repeat(width - 1 - head.width - tail.width);
  return `${head.characters.join('')}…${gap}${tail.characters.reverse().join('')}`;
}

/** As many of the characters as fit into `width` columns. */
function firstOf(characters: readonly string[], width: number): { characters: string[]; width: number } {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    const size = stringWidth(character);
    if (used + size > width) break;
    taken.push(character);
    used += size;
  }
  return { characters: taken, width: used };
}

/** The end of a text that fits into `width` columns, with one to spare for a mark where it is cut. */
export function lastOf(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const characters = charactersOf(text);
  return firstOf(characters.reverse(), width - 1)
    .characters.reverse()
    .join('');
}

/** Breaks a sentence into lines of at most `width` columns, at spaces. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of steady(text).split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(joined) > width) {
      lines.push(line);
      line = word;
    } else {
      line = joined;
    }
  }
  return [...lines, line];
}

/** The same, where all of it must be read: a word that is wider than a line, as a long path, goes on in the next. */
export function wrapAll(text: string, width: number): string[] {
  return wrapWords(text, width).flatMap(line => (stringWidth(line) > width ? piecesOf(line, width) : [line]));
}

function piecesOf(word: string, width: number): string[] {
  const pieces: string[] = [];
  for (let left = charactersOf(word); left.length > 0; ) {
    // Of a character that is wider than the line there is no half.
    const piece = left.slice(0, Math.max(1, firstOf(left, width).characters.length));
    pieces.push(piece.join(''));
    left = left.slice(piece.length);
  }
  return pieces;
}
