import { Alphabet, type Kind } from './alphabet.ts';
import { type Node, parsePattern } from './pattern-syntax.ts';

/** A place in the pattern: `next` are places that it leads to at once, or, with `accepts`, behind one character. */
interface Place {
  accepts: ((character: string) => boolean) | null;
  /** It holds only there. */
  only: Edge | null;
  next: number[];
}

type Edge = (Node & { type: 'edge' })['edge'];

/** Where the text is, as far as the pattern may tell: which places were reached, and what stands before. */
interface State {
  places: readonly number[];
  before: Kind | 'start';
  /** First behind the end of the text, then behind a character of each class. Empty where it was not asked yet. */
  next: (State | typeof FOUND | undefined)[];
}

const FOUND = Symbol('found');

/** States that are kept. A pattern may have more than there are atoms: then they are made anew as they are needed. */
const MOST_STATES = 1000;

export interface PatternOptions {
  /** 100 characters. */
  longest?: number;
  /** Small letters are not large ones. */
  isCaseSensitive?: boolean;
}

/**
 * Whether a pattern is found in a text, whatever the case unless that is asked for. All ways through the pattern are walked
 * at the same time (Thompson's construction; the sets of places are kept as they are met), so that no text takes longer than
 * its length, and no pattern longer than its length times that: the engine of JavaScript needs years for (a*)*b. Throws an
 * Error that says what is wrong with the pattern.
 */
export function compilePattern(pattern: string, options: PatternOptions = {}): (text: string) => boolean {
  const places: Place[] = [];
  const add = (place: Place): number => places.push(place) - 1;
  const end = add({ accepts: null, only: null, next: [] });
  const start = build(parsePattern(pattern, options), end, add, places);
  const walk = new Walk(places, start, end);
  return text => walk.finds(text);
}

/** Adds the places of a node, which lead on to `after`; gives the first of them. */
function build(node: Node, after: number, add: (place: Place) => number, places: readonly Place[]): number {
  switch (node.type) {
    case 'character':
      return add({ accepts: node.accepts, only: null, next: [after] });
    case 'edge':
      return add({ accepts: null, only: node.edge, next: [after] });
    case 'sequence':
      return node.nodes.reduceRight((next, each) => build(each, next, add, places), after);
    case 'either':
      return add({ accepts: null, only: null, next: node.nodes.map(each => build(each, after, add, places)) });
    case 'repeat': {
      const again = add({ accepts: null, only: null, next: [after] });
      const body = build(node.node, node.most === 1 ? after : again, add, places);
      places[again]!.next.push(body);
      return node.least === 0 ? again : body;
    }
  }
}

class Walk {
  readonly #places: readonly Place[];
  readonly #start: number;
  readonly #end: number;
  readonly #alphabet: Alphabet;
  readonly #states = new Map<string, State>();
  /** For each place, the step in which it was entered last. */
  readonly #entered: Int32Array;
  #step = 0;

  constructor(places: readonly Place[], start: number, end: number) {
    this.#places = places;
    this.#start = start;
    this.#end = end;
    this.#alphabet = new Alphabet(places.map(({ accepts }) => accepts));
    this.#entered = new Int32Array(places.length).fill(-1);
  }

  finds(text: string): boolean {
    let state: State = this.#state([], 'start');
    for (let at = 0; at < text.length; at += 1) {
      const code = text.codePointAt(at)!;
      if (code > 0xffff) at += 1;
      const index = this.#alphabet.indexOf(code);
      const next = this.#next(state, index);
      if (next === FOUND) return true;
      state = next;
    }
    return this.#next(state, null) === FOUND;
  }

  #next(state: State, index: number | null): State | typeof FOUND {
    const at = index === null ? 0 : index + 1;
    const known = state.next[at];
    if (known !== undefined) return known;
    const next = this.#after(state, index);
    state.next[at] = next;
    return next;
  }

  /** Behind one more character of that class; at the end of the text where that is null. */
  #after({ places, before }: State, index: number | null): State | typeof FOUND {
    const { kind, accepted } = index === null ? END : this.#alphabet.classes[index]!;
    const reached: number[] = [];
    this.#step += 1;
    // It may begin anywhere.
    const open = [this.#start, ...places];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (this.#entered[place] === this.#step) continue;
      this.#entered[place] = this.#step;
      const { accepts, only, next } = this.#places[place]!;
      if (place === this.#end) return FOUND;
      if (only !== null && !holds(only, before, kind)) continue;
      if (accepts === null) for (const each of next) open.push(each);
      else if (accepted[place]) reached.push(next[0]!);
    }
    if (kind === 'end') return OVER;
    return this.#state(
      [...new Set(reached)].sort((a, b) => a - b),
      kind,
    );
  }

  #state(places: readonly number[], before: State['before']): State {
    const key = `${before} ${places.join(' ')}`;
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= MOST_STATES) this.#forget();
    const state: State = { places, before, next: [] };
    this.#states.set(key, state);
    return state;
  }

  /** Also what leads from one to the other: else each would keep all that it has ever led to. */
  #forget(): void {
    for (const state of this.#states.values()) state.next = [];
    this.#states.clear();
  }
}

/** Where nothing follows. */
const OVER: State = { places: [], before: 'other', next: [] };
const END = { kind: 'end' as const, accepted: [] as readonly boolean[] };

function holds(edge: Edge, before: State['before'], after: Kind | 'end'): boolean {
  if (edge === 'start') return before === 'start';
  if (edge === 'end') return after === 'end';
  const isBetween = (before === 'word') !== (after === 'word');
  return edge === 'boundary' ? isBetween : !isBetween;
}
