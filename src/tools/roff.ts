/** Writes man pages in roff: man(7). Text goes in as it is and is made literal here, so that no line becomes a request. */

/** A character that roff would obey or change: `\`, a leading `.` or `'`, and the ASCII signs that it sets as typographic ones. */
export function literal(text: string): string {
  const plain = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('`', '\\(ga');
  const safe = plain.replaceAll('^', '\\(ha').replaceAll('~', '\\(ti').replaceAll('"', '\\(dq');
  return safe
    .replace(/^\./gm, '\\&.')
    .replace(/[^\n\x20-\x7e]/gu, glyph => `\\[u${glyph.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`);
}

export function bold(text: string): string {
  return `\\fB${literal(text)}\\fR`;
}

/** Stands for what the reader puts in its place. */
export function italic(text: string): string {
  return `\\fI${literal(text)}\\fR`;
}

export function title(name: string, section: number, date: string, source: string): string {
  return `.TH ${name.toUpperCase()} ${section} "${date}" "${literal(source)}" "User Commands"`;
}

export function section(heading: string, ...lines: readonly string[]): string {
  return [`.SH ${heading}`, ...lines].join('\n');
}

export function subsection(heading: string): string {
  return `.SS ${literal(heading)}`;
}

/** A term, and below it, indented, what it is. Both are roff already. */
export function item(term: string, text: string): string {
  return `.TP\n${term}\n${text}`;
}

/** Lines as they stand, in a typeface of one width. */
export function example(...lines: readonly string[]): string {
  return ['.PP', '.RS 4', '.nf', ...lines.map(literal), '.fi', '.RE'].join('\n');
}
