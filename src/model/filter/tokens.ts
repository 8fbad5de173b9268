import { words } from '../../words/words.ts';
import { FilterError } from './filter-error.ts';

export interface Token {
  type: 'open' | 'close' | 'word' | 'and' | 'or' | 'not' | 'operator';
  /** Without quotes. */
  text: string;
  /** It stood in quotes: it is no keyword and no name. */
  isQuoted: boolean;
  start: number;
  end: number;
}

/** Longest first: `>=` is not `>` and `=`. */
export const OPERATORS = ['>=', '<=', '!=', '!~', '==', '>', '<', '=', '~'] as const;
export type Operator = (typeof OPERATORS)[number];

const KEYWORDS = new Map<string, 'and' | 'or' | 'not'>([
  ['and', 'and'],
  ['&&', 'and'],
  ['or', 'or'],
  ['||', 'or'],
  ['not', 'not'],
]);
const SPACE = /\s/;
/** A name with an operator right behind it; anything else with `=` in it, as `--workers=4`, is a plain word. */
const COMPARISON = /[a-z][a-z0-9-]*(?=[<>=~]|!=|!~)/iy;

/**
 * The pieces of a filter. What stands behind an operator is one value up to the next space; a `)` ends it, unless its `(`
 * is in the value too, as in `command~(a|b)`.
 *
 * @throws FilterError for a quote that is not closed
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (type: Token['type'], length: number, isQuoted = false) => {
    const piece = text.slice(at, at + length);
    tokens.push({ type, text: isQuoted ? piece.slice(1, -1) : piece, isQuoted, start: at, end: at + length });
    at += length;
  };
  while (at < text.length) {
    const character = text[at]!;
    const isValue = tokens.at(-1)?.type === 'operator';
    const operator = isValue ? undefined : OPERATORS.find(each => text.startsWith(each, at));
    if (SPACE.test(character)) at += 1;
    else if (character === '"' || character === "'") push('word', quotedLength(text, at), true);
    else if (character === '(' && !isValue) push('open', 1);
    else if (character === ')') push('close', 1);
    else if (operator) push('operator', operator.length);
    else if (isValue) push('word', valueLength(text, at));
    else {
      const length = wordLength(text, at);
      push(KEYWORDS.get(text.slice(at, at + length).toLowerCase()) ?? 'word', length);
    }
  }
  return tokens;
}

function quotedLength(text: string, start: number): number {
  const end = text.indexOf(text[start]!, start + 1);
  if (end === -1) throw new FilterError(words().filter.quoteOpen(text[start]!), start, text.length, true);
  return end + 1 - start;
}

function valueLength(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < text.length && !SPACE.test(text[at]!); at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')' && --depth < 0) break;
  }
  return at - start;
}

function wordLength(text: string, start: number): number {
  COMPARISON.lastIndex = start;
  const name = COMPARISON.exec(text)?.[0];
  if (name !== undefined) return name.length;
  let end = start;
  while (end < text.length && !SPACE.test(text[end]!) && text[end] !== '(' && text[end] !== ')') end += 1;
  return end - start;
}
