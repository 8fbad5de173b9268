import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { ownPath } from '../platform/path-trust.ts';
import { readPlainFile } from '../platform/plain-file.ts';
import { replaceFile } from '../platform/replace-file.ts';
import { sayPath } from '../platform/say-path.ts';
import { words } from '../words/words.ts';
import { MOST_BYTES, parseToml, savedFile } from './config-file.ts';
import { setTomlKey } from './set-toml-key.ts';

const KEY = 'columns';

/**
 * Writes the chosen columns into the config file that was asked for, else into the user's own; null takes the choice out of
 * it. Gives a sentence about what was done, or throws one that says why not, and what to write by hand.
 */
export function saveColumns(columns: readonly string[] | null, asked: string | null): string {
  const value = columns && `[${columns.map(id => JSON.stringify(id)).join(', ')}]`;
  const line = value && `${KEY} = ${value}`;
  const file = savedFile(asked);
  const said = words().chooser;
  try {
    if (file === null) throw new Error(said.noHome);
    const path = ownPath(file, asked === null ? {} : { waits: true });
    const before = readIfThere(path);
    const after = setTomlKey(before ?? '', KEY, value);
    if (!says(path, after, { ...parseToml(path, before ?? ''), [KEY]: columns })) throw new Error(said.unsafe(file));
    if (after !== (before ?? '')) replaceFile(path, after);
    return line === null ? said.forgotten(file) : said.saved(file, line);
  } catch (error) {
    throw new Error(said.notSaved((error as Error).message, KEY, line, file));
  }
}

/** Whether the text says just this; null is a key that is not there. */
function says(file: string, text: string, wanted: Record<string, unknown>): boolean {
  const { [KEY]: columns, ...rest } = wanted;
  return isDeepStrictEqual({ ...parseToml(file, text) }, columns === null ? { ...rest } : { ...rest, [KEY]: columns });
}

function readIfThere(file: string): string | null {
  if (!existsSync(file)) return null;
  const read = readPlainFile(file, MOST_BYTES);
  if ('why' in read) throw new Error(sayPath(read.why, file, MOST_BYTES));
  return read.bytes.toString('utf8');
}
