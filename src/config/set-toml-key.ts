/** A `key = value` before the first table of a TOML document, as offsets in its text. */
interface Statement {
  key: string;
  /** Of the line on which it begins, and behind the line on which it ends, its line break included. */
  start: number;
  end: number;
  valueStart: number;
  valueEnd: number;
  /** Comments within its value, and behind it. */
  inner: string[];
  behind: string | null;
}

/**
 * Sets a key before the first table of a TOML document, or takes it away (null). All else stays as it is, comments, order
 * and line breaks; a comment within the old value gets a line of its own. `value` is TOML. It reads just as much of TOML as
 * that takes: whoever writes the result down compares what it says with what the text said before.
 */
export function setTomlKey(text: string, key: string, value: string | null): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const { statements, tableStart } = statementsOf(text);
  const found = statements.find(statement => statement.key === key);
  if (found) return replaced(text, found, value, eol);
  if (value === null) return text;
  const line = `${key} = ${value}${eol}`;
  const last = statements.at(-1);
  if (last) {
    const before = text.slice(0, last.end);
    return `${before}${before.endsWith('\n') ? '' : eol}${line}${text.slice(last.end)}`;
  }
  if (tableStart === null) return `${text}${text === '' || text.endsWith('\n') ? '' : eol}${line}`;
  const place = commentsBefore(text, tableStart);
  return `${text.slice(0, place)}${line}${eol}${text.slice(place)}`;
}

function replaced(text: string, found: Statement, value: string | null, eol: string): string {
  const { start, end, valueStart, valueEnd, inner, behind } = found;
  const lines = (comments: readonly string[]) => comments.map(comment => comment + eol).join('');
  if (value !== null)
    return text.slice(0, start) + lines(inner) + text.slice(start, valueStart) + value + text.slice(valueEnd);
  return text.slice(0, start) + lines(behind === null ? inner : [...inner, behind]) + text.slice(end);
}

/** All up to the first table, and where that begins. */
function statementsOf(text: string): { statements: Statement[]; tableStart: number | null } {
  const statements: Statement[] = [];
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length; ) {
    const line = text.slice(start, lineEnd(text, start));
    if (/^\s*\[/.test(line)) return { statements, tableStart: start };
    const [before] = /^(?:"[^"]*"|'[^']*'|[^=#"'])+=[ \t]*/.exec(line) ?? [];
    if (before === undefined) {
      start += line.length;
      continue;
    }
    const statement = readValue(text, start, before);
    statements.push(statement);
    start = statement.end;
  }
  return { statements, tableStart: null };
}

function readValue(text: string, start: number, before: string): Statement {
  const key = before
    .replace(/=[ \t]*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  const valueStart = start + before.length;
  const inner: string[] = [];
  let behind: string | null = null;
  let depth = 0;
  let at = valueStart;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '#') {
      const comment = text.slice(at, lineEnd(text, at)).trimEnd();
      if (depth === 0) behind = comment;
      else inner.push(comment);
      if (depth === 0) break;
      at += comment.length;
    } else if (character === '"' || character === "'") at = stringEnd(text, at);
    else if (character === '\n' && depth === 0) break;
    else {
      if (character === '[' || character === '{') depth += 1;
      if (character === ']' || character === '}') depth -= 1;
      at += 1;
    }
  }
  const value = text.slice(valueStart, at);
  return {
    key,
    start,
    end: lineEnd(text, at),
    valueStart,
    valueEnd: valueStart + value.trimEnd().length,
    inner,
    behind,
  };
}

function stringEnd(text: string, start: number): number {
  const mark = text[start]!;
  const fence = text.startsWith(mark.repeat(3), start) ? mark.repeat(3) : mark;
  let at = start + fence.length;
  while (at < text.length && !text.startsWith(fence, at)) at += mark === '"' && text[at] === '\\' ? 2 : 1;
  return Math.min(text.length, at + fence.length);
}

/** Behind the line break, or the end of the text. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** The start of the comments that stand right above a table: they are about it. */
function commentsBefore(text: string, tableStart: number): number {
  let start = tableStart;
  for (;;) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !/^\s*#/.test(text.slice(above, start))) return start;
    start = above;
  }
}
