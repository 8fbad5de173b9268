import stringWidth from 'string-width';

/** Lines of a table: each column as wide as its widest cell, two spaces between, nothing behind the last. */
export function textTable(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): string[] {
  const widths = align.map((_, column) => Math.max(...rows.map(row => stringWidth(row[column]!))));
  return rows.map(row =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - stringWidth(cell));
        return align[column] === 'left' ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}
