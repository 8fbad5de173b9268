import type { HeapIndex } from './heap-index.ts';
import { CONTEXT_VARIABLE } from './layouts/common.ts';
import type { PointerScan } from './pointer-scan.ts';
import { bestOf, type RankedRoot, scoreOf, type Trail } from './ranked-roots.ts';
import { applicationRoot, frameLocal, frameOf, frameRoot, type Root, rootOf, threadLocalOf } from './roots.ts';
import { localAt, type Step, stepAt } from './steps.ts';

/** One object on the way, and how it refers to the next one towards the fd. */
export interface Link {
  object: number;
  step: Step;
}

/** Who holds one object. */
export interface Held {
  /** Null when no name leads to it. */
  root: Root | null;
  /** Other names of the same object: each module that imports it has one. */
  aliases: Root[];
  /** From the root's dict (or the last one found) down; the object itself is not among them. */
  links: Link[];
  /** Without a root: objects refer to each other round and round. */
  cycle: boolean;
  /** Without a root: the search was cut off by a bound, so that there may be one. */
  cut: boolean;
}

interface State {
  start: number;
  frontier: Trail[];
  seen: Set<number>;
  roots: RankedRoot[];
  /** Levels that may still bring a better root than the one found. */
  patience: number;
  cycle: boolean;
  cut: boolean;
  last: Trail;
}

/** requests.Session in a list is 19 levels deep in 3.10, where each instance has a dict of its own. */
const MOST_LEVELS = 26;
const MOST_FRONTIER = 200;
const MOST_SEEN = 2_000;
/** A library's registry may be only a passer-by (a pool manager's, a logger's): the app's own name may come later. */
const PATIENCE = 4;

/**
 * Searches backwards from each of the objects for a name that holds it. All searches take each level together: a level
 * costs one scan of the heap, however many there are.
 */
export function findHolders(index: HeapIndex, scan: PointerScan, objects: readonly number[]): Held[] {
  const states = objects.map(newState);
  const { budget } = index.heap.memory;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const open = states.filter(state => state.frontier.length > 0);
    if (open.length === 0) break;
    if (budget.spend(0)) {
      for (const state of open) state.cut = true;
      break;
    }
    const places = scan.find(new Set(open.flatMap(({ frontier }) => frontier.map(({ object }) => object))));
    for (const state of open) advance(index, state, places);
  }
  // What was not looked at by then may be what leads on to a name.
  for (const state of states) if (state.frontier.length > 0 || budget.reached !== null) state.cut = true;
  return states.map(heldOf);
}

function newState(object: number): State {
  const trail: Trail = { object, below: null, step: { kind: 'other' } };
  return {
    start: object,
    frontier: [trail],
    seen: new Set([object]),
    roots: [],
    patience: Number.POSITIVE_INFINITY,
    cycle: false,
    cut: false,
    last: trail,
  };
}

function advance(index: HeapIndex, state: State, places: ReadonlyMap<number, number[]>): void {
  const next: Trail[] = [];
  let climbed = 0;
  for (const trail of state.frontier) {
    for (const place of places.get(trail.object) ?? []) {
      if (!index.heap.memory.budget.allows(climbed)) {
        state.cut = true;
        break;
      }
      climbed += 1;
      climb(index, state, trail, place, next);
    }
  }
  state.patience = Math.min(state.patience - 1, patienceFor(state));
  state.cut ||= next.length > MOST_FRONTIER || state.seen.size > MOST_SEEN;
  const goesOn = state.patience > 0 && state.seen.size <= MOST_SEEN;
  state.frontier = goesOn ? next.slice(0, MOST_FRONTIER) : [];
}

function patienceFor({ roots }: State): number {
  if (roots.length === 0) return Number.POSITIVE_INFINITY;
  return roots.some(({ score }) => score === 0) ? 0 : PATIENCE;
}

function climb(index: HeapIndex, state: State, trail: Trail, place: number, next: Trail[]): void {
  const owner = index.ownerOf(place);
  if (owner === null) return;
  if (owner.frame) {
    const step = localAt(index.heap, owner.frame, place);
    addRoot(state, frameRoot(index, owner.frame, step), { object: owner.frame.address, below: trail, step });
    return;
  }
  const { object } = owner;
  const { kind } = index.heap.typeOf(object);
  // What only watches does not hold.
  if (kind === 'weakref') return;
  if (kind === 'context-variable' && place === object + CONTEXT_VARIABLE.cached) return;
  const running = kind === 'frame' ? frameOf(index, object) : null;
  const local = kind === 'frame' || kind === 'generator' ? frameLocal(index, object, place) : null;
  const step = local?.kind === 'local' && local.name !== null ? local : stepAt(index.heap, object, place);
  if (object === trail.object) {
    // `self.itself = self`; C's own pointers to itself are no news.
    state.cycle ||= step.kind === 'attribute';
    return;
  }
  const found: Trail = { object, below: trail, step };
  const root = running ? frameRoot(index, running, step) : (rootOf(index, object, step) ?? served(index, found));
  if (root) {
    addRoot(state, root, found);
    return;
  }
  if (state.seen.has(object)) {
    state.cycle ||= isAbove(trail, object);
    return;
  }
  state.seen.add(object);
  if (kind === 'module') return;
  state.last = found;
  const values = threadLocalOf(index, object, step);
  if (values > 0 && !state.seen.has(values)) {
    state.seen.add(values);
    // Between the two dicts stands a dummy that lives as long as the thread.
    const below = index.heap.typeOf(trail.object).kind === 'thread-local' ? trail.below : trail;
    next.push({ object: values, below, step: { kind: 'dict' } });
    addRoot(state, { how: 'thread-local', name: 'threading.local' }, found);
  } else if (index.isThreadDict(object)) addRoot(state, { how: 'thread-local', name: 'threading.local' }, found);
  else next.push(found);
}

/** The app that a worker serves, by the attribute itself or by the `__dict__` that has it. */
function served(index: HeapIndex, { object, below, step }: Trail): Root | null {
  if (step.kind === 'attribute') return applicationRoot(index, object, step.name, below!.object);
  if (step.kind !== 'dict' || below?.step.kind !== 'key') return null;
  return applicationRoot(index, object, below.step.key, below.below!.object);
}

/** An object that the search has come through before, on this very way. */
function isAbove(trail: Trail, object: number): boolean {
  for (let at: Trail | null = trail; at; at = at.below) if (at.object === object) return true;
  return false;
}

function addRoot(state: State, root: Root, trail: Trail): void {
  state.roots.push({ root, trail, score: scoreOf(root, trail) });
}

function heldOf(state: State): Held {
  const best = bestOf(state.roots);
  const same = state.roots.filter(each => each !== best && each.trail.below === best?.trail.below);
  const top = best?.trail ?? state.last;
  const links: Link[] = [];
  for (let at: Trail | null = top; at?.below; at = at.below) links.push({ object: at.object, step: at.step });
  return { root: best?.root ?? null, aliases: same.map(each => each.root), links, cycle: state.cycle, cut: state.cut };
}
