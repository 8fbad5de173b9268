import { words } from '../words/words.ts';
import type { Given } from './config-file.ts';
import { nearest } from './nearest.ts';
import { DEEPEST, type TomlPath, tomlLines } from './toml-lines.ts';
import { UsageError } from './usage-error.ts';

/** A table of the config file, its values not looked at yet: each knows where it was given. */
export interface Section {
  file: string;
  /** `/etc/fdtop/config.toml line 3: watch`. */
  where: string;
  /** By key. A table in it is a Section, an array of tables a list of them, anything else as TOML has it. */
  entries: ReadonlyMap<string, Given>;
}

/** The table `value` at `path` of a config file, with the lines of all that stands in it. */
export function sectionOf(file: string, text: string, path: TomlPath, value: object): Section {
  const line = tomlLines(text);
  const whereOf = (at: TomlPath) =>
    words().configErrors.line(file, line(at), at.filter(key => typeof key === 'string' && key !== '').join('.'));
  const convert = (each: unknown, at: TomlPath): unknown => {
    if (Array.isArray(each) && each.length > 0 && each.every(isTable))
      return each.map((one, index) => build(one, [...at, index]));
    // What lies deeper is nothing that anybody asks for.
    return isTable(each) && at.length < DEEPEST ? build(each, at) : each;
  };
  const build = (table: object, at: TomlPath): Section => ({
    file,
    where: whereOf(at),
    entries: new Map(
      Object.entries(table).map(([key, each]) => [
        key,
        { value: convert(each, [...at, key]), where: whereOf([...at, key]) },
      ]),
    ),
  });
  return build(value, path);
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether a value of a section is a table itself. */
export function isSection(value: unknown): value is Section {
  return isTable(value) && value.entries instanceof Map;
}

/** @throws UsageError for a key that is none of `known` */
export function checkKeys({ entries }: Section, known: readonly string[]): void {
  for (const [key, { where }] of entries) {
    if (!known.includes(key)) throw new UsageError(words().configErrors.unknownKey(where, nearest(key, known)));
  }
}

/** The number at a key, within bounds; null when it is not given. Throws a UsageError for anything else. */
export function numberIn(section: Section, key: string, { least, most, whole = false }: Bounds): number | null {
  const given = section.entries.get(key);
  if (given === undefined) return null;
  const { value, where } = given;
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(words().configErrors.wantsNumber(where, whole, least, most));
}

export interface Bounds {
  least: number;
  most: number;
  whole?: boolean;
}

/** The text at a key; null when it is not given. Throws a UsageError for an empty one and for anything else. */
export function textIn(section: Section, key: string): string | null {
  const given = section.entries.get(key);
  if (given === undefined) return null;
  if (typeof given.value === 'string' && given.value !== '') return given.value;
  throw new UsageError(words().configErrors.wantsText(given.where));
}

/** The list of texts at a key; null when it is not given. Throws a UsageError for an empty list and for anything else. */
export function textsIn(section: Section, key: string): string[] | null {
  const given = section.entries.get(key);
  if (given === undefined) return null;
  const { value, where } = given;
  if (Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string')) return value;
  throw new UsageError(words().configErrors.wantsTexts(where));
}
