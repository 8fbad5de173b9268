import { printable } from '../model/printable.ts';
import { words } from '../words/words.ts';
import type { PathProblem } from './path-problem.ts';

const LONGEST_NAME = 200;

/** Why a file is not read, as a sentence without its full stop. `limit`: what was allowed, in bytes, or in seconds for one that does not answer. */
export function sayPath(problem: PathProblem, path: string, limit: number): string {
  return words().paths[problem](printable(path, LONGEST_NAME), limit);
}
