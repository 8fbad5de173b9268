import { words } from '../../words/words.ts';
import type { Field, NumberField, TextField } from './field.ts';
import { parseNumber } from './number.ts';
import type { Looked } from './parse.ts';
import { compilePattern } from './pattern.ts';
import type { Operator } from './tokens.ts';

export type Test = (looked: Looked) => boolean;

const ORDERS: Partial<Record<Operator, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** Whether a field may be compared with this operator; null, or a sentence that says what it takes. */
export function whyNotOperator(field: Field, operator: Operator): string | null {
  if (field.kind !== 'text') return operator in ORDERS ? null : words().filter.isNumber(field.name, operatorsOf(field));
  if (field.ranks || !/[<>]/.test(operator)) return null;
  return words().filter.isText(field.name, operatorsOf(field));
}

/** What was typed, for a message: a person knows it by its start. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** The test of `field operator value`. Throws an Error whose message says what the value must be. */
export function comparison(field: Field, operator: Operator, value: string): Test {
  return field.kind === 'text' ? textTest(field, operator, value) : numberTest(field, operator, value);
}

/** What a field is compared with, in words: for one who has not typed it yet. */
export function expected(field: Field, operator: Operator | null): string {
  const said = words().filter;
  if (operator?.endsWith('~')) return said.pattern;
  if (field.kind === 'text') return field.words ? said.oneOf(field.words.join(', ')) : said.text;
  return said.number(said.examples[field.kind]);
}

/** The operators that a field takes, in words. */
export function operatorsOf(field: Field): string {
  if (field.kind !== 'text') return words().filter.orders;
  return field.ranks ? words().filter.ranks : words().filter.equals;
}

function numberTest({ name, kind, value: read }: NumberField, operator: Operator, value: string): Test {
  const wanted = parseNumber(value, kind);
  if (wanted === null) throw new Error(words().filter.noNumber(quoted(value), name, words().filter.examples[kind]));
  const holds = ORDERS[operator]!;
  return ({ process, instance }) => {
    const actual = read(process, instance);
    return actual !== null && holds(actual, wanted);
  };
}

function textTest(field: TextField, operator: Operator, value: string): Test {
  if (operator === '~' || operator === '!~') {
    const pattern = compilePattern(value);
    return someOrNone(field, text => pattern(text), operator === '!~');
  }
  const wanted = value.toLowerCase();
  if (field.words && !field.words.includes(wanted))
    throw new Error(words().filter.noneOf(quoted(value), field.words.join(', ')));
  if (/[<>]/.test(operator)) {
    const rank = field.ranks!.indexOf(wanted);
    if (rank === -1) throw new Error(words().filter.noRank(wanted, field.ranks!.join(' < ')));
    const holds = ORDERS[operator]!;
    return someOrNone(field, text => field.ranks!.includes(text) && holds(field.ranks!.indexOf(text), rank), false);
  }
  return someOrNone(field, text => text.toLowerCase() === wanted, operator === '!=');
}

/** A text that has several names is equal to each of them, and unequal only to what is none of them. */
function someOrNone({ value }: TextField, holds: (text: string) => boolean, isNegated: boolean): Test {
  return ({ process, instance }) => {
    const texts = [value(process, instance) ?? []].flat();
    return texts.length > 0 && texts.some(holds) !== isNegated;
  };
}
