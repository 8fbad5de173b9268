import { closest, distance } from 'fastest-levenshtein';

/** `, did you mean X?`, when something is near enough to be meant. */
export function nearest(word: string, known: readonly string[], prefix = ''): string {
  const candidate = closest(word, known);
  return distance(word, candidate) <= Math.max(2, word.length / 3) ? `, did you mean ${prefix}${candidate}?` : '';
}
