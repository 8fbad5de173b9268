import { nearest } from '../config/nearest.ts';
import type { Field } from '../model/filter/field.ts';
import { compileFilter, type Filter, type FilterTerms } from '../model/filter/filter.ts';
import { words } from '../words/words.ts';
import { COLUMNS } from './columns.ts';

/** What filters can compare: the columns, by their names. */
export const FILTER_FIELDS: readonly Field[] = COLUMNS.flatMap(({ id, filter }) =>
  filter === null ? [] : [{ name: id, ...filter }],
);

const NAMES = FILTER_FIELDS.flatMap(({ name, aka = [] }) => [name, ...aka]);

const TERMS: FilterTerms = {
  fields: FILTER_FIELDS,
  textOf: ({ pid, role, user, command, severity, host }, instance) =>
    [pid, role, user, command, severity, host, instance?.name, instance?.unit].join('\n'),
  nearest: nearestName,
};

/** A swapped letter is as far as another name: what begins alike is meant rather. */
function nearestName(word: string): string {
  const lower = word.toLowerCase();
  const alike = NAMES.filter(name => name[0] === lower[0]);
  const hint = (alike.length > 0 && nearest(lower, alike)) || nearest(lower, NAMES);
  return hint || words().filter.thereAre(FILTER_FIELDS.map(({ name }) => name).join(', '));
}

let last: { text: string; filter: Filter } | null = null;

/**
 * The filter that a text stands for. The last one is kept: the same text is asked for at each picture.
 *
 * @throws FilterError that says what is expected, and where
 */
export function filterOf(text: string): Filter {
  if (last?.text !== text) last = { text, filter: compileFilter(text, TERMS) };
  return last.filter;
}

/** The field that the last word of a text names, or begins to name: it may become a comparison. */
export function fieldBegunIn(text: string): Field | null {
  const [, word] = /(?:^|[\s(])([a-z][a-z0-9-]*)!?$/i.exec(text) ?? [];
  if (word === undefined) return null;
  const begun = word.toLowerCase();
  const isBegun = ({ name, aka = [] }: Field) => [name, ...aka].some(each => each.startsWith(begun));
  return FILTER_FIELDS.find(({ name }) => name === begun) ?? FILTER_FIELDS.find(isBegun) ?? null;
}
