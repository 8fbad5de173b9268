import stringWidth from 'string-width';

/** What a mail, a ticket and a chat show without breaking lines anew. */
const WIDTH = 80;

/** A paragraph broken at spaces, its first line behind `lead`, all others as far in. A word too long stays whole. */
export function paragraph(text: string, lead = ''): string[] {
  const indent = ' '.repeat(stringWidth(lead));
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && stringWidth(line) + 1 + stringWidth(word) > WIDTH) {
      lines.push(line.trimEnd());
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

/** Code stays as it is, a sentence is broken. */
export function adviceLine(text: string, indent: string): string[] {
  return text.startsWith('  ') ? [`${indent}${text}`] : paragraph(text, indent);
}

/** `name      value`, with the values below each other. */
export function fact(name: string, value: string, column = 14): string[] {
  return paragraph(value, `  ${name.padEnd(column - 2)}`);
}
