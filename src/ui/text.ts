import stringWidth from 'string-width';

/** What is one character to the eye may be many code points, and its width is not their sum. */
const graphemes = new Intl.Segmenter();

/** Pads or cuts to exactly `width` columns of the terminal; a cut shows as `…`. */
export function fitWidth(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const size = stringWidth(text);
  if (size > width) return cut(text, width);
  const space = ' '.repeat(width - size);
  return align === 'left' ? text + space : space + text;
}

function cut(text: string, width: number): string {
  if (width <= 0) return '';
  let result = '';
  let used = 0;
  for (const { segment: character } of graphemes.segment(text)) {
    const size = stringWidth(character);
    if (used + size > width - 1) break;
    result += character;
    used += size;
  }
  return `${result}…${' '.repeat(width - 1 - used)}`;
}

/** Breaks a sentence into lines of at most `width` columns, at spaces. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
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
