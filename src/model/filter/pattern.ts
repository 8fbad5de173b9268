import { type Node, parsePattern } from './pattern-syntax.ts';

/** A state of the automaton: `next` are states that it leads to at once, or, with `accepts`, behind one character. */
interface State {
  accepts: ((character: string) => boolean) | null;
  /** It holds only there. */
  only: 'start' | 'end' | null;
  next: number[];
}

/** Answers are kept: most texts are looked at again every second. */
const MOST_KNOWN = 10_000;

/**
 * Whether a pattern is found in a text, whatever the case. All ways through the pattern are walked at the same time
 * (Thompson's construction), so that no pattern takes longer than its length times that of the text: the engine of
 * JavaScript needs years for (a*)*b. Throws an Error that says what is wrong with the pattern.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const states: State[] = [];
  const add = (state: State): number => states.push(state) - 1;
  const end = add({ accepts: null, only: null, next: [] });
  const start = build(parsePattern(pattern), end, add, states);
  const known = new Map<string, boolean>();
  return text => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = run(states, start, end, text);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, found);
    return found;
  };
}

/** Adds the states of a node, which lead on to `after`; gives the first of them. */
function build(node: Node, after: number, add: (state: State) => number, states: readonly State[]): number {
  switch (node.type) {
    case 'character':
      return add({ accepts: node.accepts, only: null, next: [after] });
    case 'edge':
      return add({ accepts: null, only: node.edge, next: [after] });
    case 'sequence':
      return node.nodes.reduceRight((next, each) => build(each, next, add, states), after);
    case 'either':
      return add({ accepts: null, only: null, next: node.nodes.map(each => build(each, after, add, states)) });
    case 'repeat': {
      const again = add({ accepts: null, only: null, next: [after] });
      const body = build(node.node, node.most === 1 ? after : again, add, states);
      states[again]!.next.push(body);
      return node.least === 0 ? again : body;
    }
  }
}

function run(states: readonly State[], start: number, end: number, text: string): boolean {
  const characters = [...text];
  let active: number[] = [];
  /** For each state, the last place at which it was entered. */
  const entered = new Int32Array(states.length).fill(-1);
  const enter = (first: number, at: number, into: number[]) => {
    const stack = [first];
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      const { accepts, only, next } = states[state]!;
      if (entered[state] === at) continue;
      entered[state] = at;
      if (only === 'start' && at > 0) continue;
      if (only === 'end' && at < characters.length) continue;
      if (accepts || state === end) into.push(state);
      else stack.push(...next);
    }
  };
  for (let at = 0; ; at += 1) {
    // It may begin anywhere.
    enter(start, at, active);
    if (active.includes(end)) return true;
    const character = characters[at];
    if (character === undefined) return false;
    const after: number[] = [];
    for (const state of active) {
      const { accepts, next } = states[state]!;
      if (accepts?.(character)) for (const each of next) enter(each, at + 1, after);
    }
    active = after;
  }
}
