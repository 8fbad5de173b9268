import { words } from '../../words/words.ts';
import type { Instance, ProcessSample } from '../snapshot.ts';
import { comparison, expected, quoted, type Test, whyNotOperator } from './compare.ts';
import { type Field, findField } from './field.ts';
import { FilterError } from './filter-error.ts';
import { type Operator, type Token, tokensOf } from './tokens.ts';

/** A process while it is looked at. */
export interface Looked {
  process: ProcessSample;
  instance: Instance | null;
  /** All that a plain word is looked for in, in small letters; made once it is asked for. */
  text: () => string;
}

/** What a plain word finds: given by who knows the table. */
export type TextOf = (process: ProcessSample, instance: Instance | null) => string;

/** No person nests deeper, and the stack ends somewhere. */
const DEEPEST = 50;

export interface Parsed {
  test: Test;
  /** The fields that it compares, by their names. */
  fields: ReadonlySet<string>;
}

/**
 * Reads a filter. Words side by side must all match; `not` binds most, then `and`, then `or`:
 *
 *     filter     = all { "or" all }
 *     all        = each { ["and"] each }
 *     each       = { "not" } ( "(" filter ")" | NAME OPERATOR VALUE | WORD )
 *
 * An empty one matches everything.
 *
 * @throws FilterError that says what is expected, and where
 */
export function parse(text: string, fields: readonly Field[], nearest: (word: string) => string): Parsed {
  const reader = new Reader(text, fields, nearest);
  return { test: reader.whole(), fields: reader.used };
}

class Reader {
  readonly used = new Set<string>();
  readonly #tokens: readonly Token[];
  readonly #length: number;
  readonly #fields: readonly Field[];
  readonly #nearest: (word: string) => string;
  #at = 0;

  constructor(text: string, fields: readonly Field[], nearest: (word: string) => string) {
    this.#tokens = tokensOf(text);
    this.#length = text.trimEnd().length;
    this.#fields = fields;
    this.#nearest = nearest;
  }

  whole(): Test {
    if (this.#tokens.length === 0) return () => true;
    const test = this.#either(0);
    const left = this.#peek();
    if (left) throw this.#wrong(words().filter.closesNothing(left.text), left);
    return test;
  }

  #either(depth: number): Test {
    const tests = [this.#all(depth)];
    while (this.#take('or')) tests.push(this.#all(depth));
    return tests.length === 1 ? tests[0]! : looked => tests.some(test => test(looked));
  }

  #all(depth: number): Test {
    const tests = [this.#each(depth)];
    for (let next = this.#peek(); next && next.type !== 'or' && next.type !== 'close'; next = this.#peek()) {
      this.#take('and');
      tests.push(this.#each(depth));
    }
    return tests.length === 1 ? tests[0]! : looked => tests.every(test => test(looked));
  }

  #each(depth: number): Test {
    let isNegated = false;
    while (this.#take('not')) isNegated = !isNegated;
    const test = this.#one(depth);
    return isNegated ? looked => !test(looked) : test;
  }

  #one(depth: number): Test {
    const token = this.#peek();
    if (!token || token.type === 'close' || token.type === 'and' || token.type === 'or') throw this.#nothing(token);
    this.#at += 1;
    if (token.type === 'open') return this.#inner(token, depth);
    const operator = this.#peek();
    if (token.type === 'operator') throw this.#wrong(words().filter.nameBefore(token.text), token);
    if (operator?.type !== 'operator' || token.isQuoted) return word(token.text);
    this.#at += 1;
    return this.#comparison(token, operator);
  }

  #inner(open: Token, depth: number): Test {
    if (depth === DEEPEST) throw this.#wrong(words().filter.tooDeep(DEEPEST), open);
    const test = this.#either(depth + 1);
    if (!this.#take('close')) throw this.#wrong(words().filter.notClosed, open, true);
    return test;
  }

  #comparison(name: Token, { text, start, end }: Token): Test {
    const operator = text as Operator;
    const field = findField(this.#fields, name.text);
    if (!field) throw this.#wrong(words().filter.noColumn(quoted(name.text), this.#nearest(name.text)), name);
    const reason = whyNotOperator(field, operator);
    if (reason !== null) throw new FilterError(reason, start, end, false);
    const value = this.#take('word');
    if (!value) throw this.#wrong(words().filter.wants(field.name + operator, expected(field, operator)), this.#peek());
    this.used.add(field.name);
    try {
      return comparison(field, operator, value.text);
    } catch (error) {
      // At the end of the text it may be half of what is meant.
      throw this.#wrong((error as Error).message, value, value.end === this.#length);
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(type: Token['type']): Token | null {
    const token = this.#peek();
    if (token?.type !== type) return null;
    this.#at += 1;
    return token;
  }

  #nothing(token: Token | undefined): FilterError {
    const { conditionBefore, conditionBehind } = words().filter;
    return this.#wrong(token ? conditionBefore(token.text) : conditionBehind(this.#tokens.at(-1)!.text), token);
  }

  /** At the end of the text, where there is no token. */
  #wrong(message: string, token: Token | undefined, isUnfinished = token === undefined): FilterError {
    const { start, end } = token ?? { start: this.#length, end: this.#length };
    return new FilterError(message, start, end, isUnfinished);
  }
}

function word(text: string): Test {
  const wanted = text.toLowerCase();
  return looked => looked.text().includes(wanted);
}
