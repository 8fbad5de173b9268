import { isLibraryFile } from './library.ts';
import type { Root } from './roots.ts';
import type { Step } from './steps.ts';

/** A link of the search, which goes up. */
export interface Trail {
  object: number;
  below: Trail | null;
  step: Step;
}

/** A name that the search has come to. */
export interface RankedRoot {
  root: Root;
  trail: Trail;
  score: number;
}

const LIBRARY = 2;

/**
 * The lower the better: a collection of the app's own, a plain name of it (nothing leaks into that), a library's, a
 * thread's, a call of the app that runs, a call of a library.
 */
export function scoreOf(root: Root, trail: Trail): number {
  if (root.how === 'frame') return isLibraryFile(root.file) ? 5 : 4;
  if (root.how === 'application') return 1;
  if (root.how === 'thread-local' || root.how === 'context-variable') return 3;
  if (isLibraryFile(root.file)) return LIBRARY;
  return hasCollection(trail) ? 0 : 1;
}

/** Below the root's own dict; the `__dict__` of an instance is none. */
function hasCollection(trail: Trail): boolean {
  for (let above = trail, at = trail.below; at?.below; above = at, at = at.below) {
    if (at.step.kind === 'item' || (at.step.kind === 'key' && above.step.kind !== 'dict')) return true;
  }
  return false;
}

/**
 * The name to tell. What a library has a name for is the library's, though one of the app's may lead there, too: each
 * logger leads to the manager of all loggers.
 */
export function bestOf(roots: RankedRoot[]): RankedRoot | undefined {
  const first = roots.sort((a, b) => a.score - b.score)[0];
  if (first?.score !== 0) return first;
  let best = first;
  for (let at = first.trail.below?.below; at?.below; at = at.below) {
    const own = roots.find(({ trail, score }) => score === LIBRARY && trail.below === at && hasCollection(trail));
    if (own) best = own;
  }
  return best;
}
