import type { Fact, FactGroup, FactState } from '../doctor/fact.ts';
import { plural } from '../model/format.ts';

const MARKS: Record<FactState, string> = { ok: ' ', off: '-', broken: '✗' };

/** All facts for people: what is broken first, then group by group, each that is off with its reason. */
export function doctorText(groups: readonly FactGroup[]): string {
  const facts = groups.flatMap(group => group.facts);
  const count = (state: FactState) => facts.filter(fact => fact.state === state).length;
  const width = Math.max(...facts.map(({ title }) => title.length));
  const head = count('broken') > 0 ? `${plural(count('broken'), 'thing')} broken (✗)` : 'nothing is broken';
  return [
    `fdtop doctor: ${head}, ${count('off')} off or not there (-)`,
    ...groups.flatMap(({ title, facts }) => ['', title, ...facts.map(fact => line(fact, width))]),
  ].join('\n');
}

function line({ title, value, state, why }: Fact, width: number): string {
  const words = value === true ? 'yes' : value === false ? 'no' : value === null ? '-' : String(value);
  return `${MARKS[state]} ${title.padEnd(width)}  ${words}${why && ` (${why})`}`;
}

/** The same for scripts: facts by id. */
export function doctorJson(groups: readonly FactGroup[]): object {
  const facts = groups.flatMap(group => group.facts);
  const ids = (state: FactState) => facts.filter(fact => fact.state === state).map(({ id }) => id);
  const byId = Object.fromEntries(facts.map(({ id, value, state, why }) => [id, { value, state, why: why || null }]));
  return { version: 1, broken: ids('broken'), off: ids('off'), facts: byId };
}
