import { closest, distance } from 'fastest-levenshtein';
import { words } from '../words/words.ts';

/** `, did you mean X?`, when something is near enough to be meant. */
export function nearest(word: string, known: readonly string[], prefix = ''): string {
  const candidate = closest(word, known);
  const changes = distance(word, candidate);
  // Of a word of which every letter is another one, nothing is left that could have been meant.
  return changes <= Math.max(2, word.length / 3) && changes < word.length
    ? words().filter.didYouMean(prefix + candidate)
    : '';
}
