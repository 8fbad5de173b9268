import { words } from '../words/words.ts';

/** THE table of what a filter may say, by example: the help screen and README come from it. */
export function filterHelp(): readonly (readonly [example: string, meaning: string])[] {
  return words().filter.help;
}
