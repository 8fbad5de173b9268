import { compilePattern } from '../model/filter/pattern.ts';

/** What `--match` looks for in command lines. */
export interface Pattern {
  test(text: string): boolean;
  /** As it was typed. */
  toString(): string;
}

/** Longer than a filter's, which is typed on one line of the screen. */
const LONGEST = 1000;

/**
 * The pattern of `--match`, by the engine of the filters: other users choose what it is matched against, and with the one of
 * JavaScript they would choose how long that takes, too. Large and small letters differ, as they always have here. Throws an
 * Error that says what is wrong with the pattern.
 */
export function patternOf(typed: string): Pattern {
  const test = compilePattern(typed, { longest: LONGEST, isCaseSensitive: true });
  return { test, toString: () => typed };
}
