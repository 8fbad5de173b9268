import { words } from '../../words/words.ts';

/** What a pattern is made of. */
export type Node =
  | { type: 'character'; accepts: (character: string) => boolean }
  | { type: 'edge'; edge: 'start' | 'end' | 'boundary' | 'inside' }
  | { type: 'sequence'; nodes: Node[] }
  | { type: 'either'; nodes: Node[] }
  | { type: 'repeat'; node: Node; least: 0 | 1; most: 1 | null };

type Accepts = (character: string) => boolean;

const LONGEST = 100;

export interface SyntaxOptions {
  longest?: number;
  isCaseSensitive?: boolean;
}

const CLASSES: Record<string, Accepts> = {
  d: character => /^\d$/.test(character),
  w: character => /^\w$/.test(character),
  s: character => /^\s$/.test(character),
  D: character => !/^\d$/.test(character),
  W: character => !/^\w$/.test(character),
  S: character => !/^\s$/.test(character),
};

const REPEATS: Record<string, { least: 0 | 1; most: 1 | null }> = {
  '*': { least: 0, most: null },
  '+': { least: 1, most: null },
  '?': { least: 0, most: 1 },
};

/**
 * Reads a pattern: `. [a-z] [^a] \d \w \s \b ^ $ * + ? | ( ) (?: )`, and `\` before a character that is meant as it is. Of
 * what else regular expressions have (counts, look-ahead, back references) nothing is taken: it is an Error.
 */
export function parsePattern(
  pattern: string,
  { longest = LONGEST, isCaseSensitive = false }: SyntaxOptions = {},
): Node {
  if (pattern.length > longest) throw new Error(words().filter.patternTooLong(longest));
  const reader = new PatternReader(pattern, isCaseSensitive);
  const node = reader.either();
  if (reader.peek() === ')') throw new Error(words().filter.patternClosesNothing);
  return node;
}

class PatternReader {
  readonly #characters: readonly string[];
  readonly #same: (wanted: string) => Accepts;
  readonly #between: (first: string, last: string) => Accepts;
  #at = 0;

  constructor(pattern: string, isCaseSensitive: boolean) {
    this.#characters = [...pattern];
    this.#same = isCaseSensitive ? wanted => character => character === wanted : same;
    this.#between = (first, last) => between(first, last, isCaseSensitive);
  }

  peek(): string | undefined {
    return this.#characters[this.#at];
  }

  either(): Node {
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    return nodes.length === 1 ? nodes[0]! : { type: 'either', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek())
      nodes.push(this.#repeated());
    return { type: 'sequence', nodes };
  }

  #repeated(): Node {
    let node = this.#atom();
    for (let repeat = REPEATS[this.peek() ?? '']; repeat; repeat = REPEATS[this.peek() ?? '']) {
      this.#at += 1;
      // How much of the text it takes is of no interest here: a lazy one finds the same.
      this.#take('?');
      node = { type: 'repeat', node, ...repeat };
    }
    return node;
  }

  #atom(): Node {
    const character = this.#next();
    switch (character) {
      case '(': {
        this.#takeQuestion();
        const node = this.either();
        if (!this.#take(')')) throw new Error(words().filter.patternNotClosed);
        return node;
      }
      case '[':
        return { type: 'character', accepts: this.#set() };
      case '.':
        return { type: 'character', accepts: () => true };
      case '^':
        return { type: 'edge', edge: 'start' };
      case '$':
        return { type: 'edge', edge: 'end' };
      case '\\':
        if (this.#take('b')) return { type: 'edge', edge: 'boundary' };
        if (this.#take('B')) return { type: 'edge', edge: 'inside' };
        return { type: 'character', accepts: this.#escaped() };
      case '*':
      case '+':
      case '?':
        throw new Error(words().filter.patternRepeats(character));
      case '{':
        throw new Error(words().filter.patternCounts);
      default:
        return { type: 'character', accepts: this.#same(character) };
    }
  }

  #set(): Accepts {
    const isNegated = this.#take('^');
    const parts: Accepts[] = [];
    // A ] that stands first is a character of the set.
    while (parts.length === 0 || this.peek() !== ']') {
      if (this.peek() === undefined) throw new Error(words().filter.patternClass);
      const first = this.#next();
      if (first === '\\') parts.push(this.#escaped());
      else if (this.peek() === '-' && (this.#characters[this.#at + 1] ?? ']') !== ']') {
        this.#at += 1;
        parts.push(this.#between(first, this.#next()));
      } else parts.push(this.#same(first));
    }
    this.#at += 1;
    return character => parts.some(part => part(character)) !== isNegated;
  }

  #escaped(): Accepts {
    const character = this.peek();
    if (character === undefined) throw new Error(words().filter.patternEnds);
    this.#at += 1;
    if (Object.hasOwn(CLASSES, character)) return CLASSES[character]!;
    if (/^[A-Za-z0-9]$/.test(character)) throw new Error(words().filter.patternKnows(character));
    return this.#same(character);
  }

  /** `(?:` is a plain `(`; none of the others that begin so is known. */
  #takeQuestion(): void {
    if (this.peek() !== '?') return;
    this.#at += 1;
    if (!this.#take(':')) throw new Error(words().filter.patternQuestion);
  }

  #next(): string {
    this.#at += 1;
    return this.#characters[this.#at - 1]!;
  }

  #take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at += 1;
    return true;
  }
}

function same(wanted: string): Accepts {
  const [small, large] = [wanted.toLowerCase(), wanted.toUpperCase()];
  return character => character === wanted || character === small || character === large;
}

function between(first: string, last: string, isCaseSensitive: boolean): Accepts {
  if (first > last) throw new Error(words().filter.patternRange(`${first}-${last}`));
  const isIn = (character: string) => character >= first && character <= last;
  if (isCaseSensitive) return isIn;
  return character => isIn(character) || isIn(character.toLowerCase()) || isIn(character.toUpperCase());
}
