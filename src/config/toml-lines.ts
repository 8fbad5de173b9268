/** Where things stand in a TOML file: the parser does not tell, and an error must name the line. */
export type TomlPath = readonly (string | number)[];

/** No setting lies deeper. To note each step of a key of 30,000 parts would take a gigabyte. */
export const DEEPEST = 16;

/**
 * Lines of a TOML document by path: `watch`, `watch.channel.0`, `watch.channel.0.url`. Tables, arrays of tables and plain
 * or dotted keys; what stands in an inline table has the line of that. Lines count from 1.
 */
export function tomlLines(text: string): (path: TomlPath) => number {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table: string[] = [];
  let fence: string | null = null;
  const note = (path: readonly string[], line: number) => {
    for (let length = 1; length <= Math.min(path.length, DEEPEST); length += 1) {
      const key = path.slice(0, length).join('\0');
      if (!lines.has(key)) lines.set(key, line);
    }
  };
  for (const [index, line] of text.split('\n').entries()) {
    const opening = fence === null;
    fence = fenceAfter(line, fence);
    if (!opening) continue;
    const [, array, header] = /^\s*\[(\[?)([^[\]]+)\]/.exec(line) ?? [];
    if (header !== undefined) {
      table = withIndexes(keysOf(header), counts, array === '[');
      note(table, index + 1);
      continue;
    }
    const key = /^[^=#]+(?==)/.exec(line)?.[0].trim() ?? '';
    if (key !== '') note([...table, ...keysOf(key)], index + 1);
  }
  return path => lineOf(path.map(String), lines);
}

/** The nearest that is known: what stands in an inline table has no line of its own. */
function lineOf(path: readonly string[], lines: ReadonlyMap<string, number>): number {
  for (let length = Math.min(path.length, DEEPEST); length > 0; length -= 1) {
    const line = lines.get(path.slice(0, length).join('\0'));
    if (line !== undefined) return line;
  }
  return 1;
}

/** `watch . "channel"` -> watch, channel. */
function keysOf(text: string): string[] {
  const keys = text.match(/"[^"]*"|'[^']*'|[^.\s]+/g) ?? [];
  return keys.slice(0, DEEPEST).map(key => key.replace(/^["']|["']$/g, ''));
}

/** `[[watch.channel]]` for the third time is `watch.channel.2`, and so is `[watch.channel.x]` below it. */
function withIndexes(keys: readonly string[], counts: Map<string, number>, isNew: boolean): string[] {
  const path: string[] = [];
  for (const [index, key] of keys.entries()) {
    path.push(key);
    const name = path.join('\0');
    const isLast = index === keys.length - 1;
    if (isNew && isLast) counts.set(name, (counts.get(name) ?? -1) + 1);
    const count = counts.get(name);
    if (count !== undefined) path.push(String(count));
  }
  return path;
}

/** The kind of multi-line text that is still open at the end of a line; null for none. */
function fenceAfter(line: string, before: string | null): string | null {
  let open = before;
  for (const [mark] of line.matchAll(/"""|'''/g)) {
    if (open === null) open = mark;
    else if (open === mark) open = null;
  }
  return open;
}
