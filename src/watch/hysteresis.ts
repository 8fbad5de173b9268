import type { Reading } from './levels.ts';

/** Where one level of one process stands. */
export interface LevelState {
  isUp: boolean;
  /** An alert was sent for it, and its end will be told. */
  isTold: boolean;
  /** Samples in a row that spoke for the other state. */
  against: number;
}

export const DOWN: LevelState = { isUp: false, isTold: false, against: 0 };

/** After so many samples in a row a level goes up, and down. */
export interface Patience {
  up: number;
  down: number;
}

/** One more sample. What is not known changes nothing; what lies between the thresholds begins the count anew. */
export function step(state: LevelState, reading: Reading, { up, down }: Patience): LevelState {
  if (reading === 'unknown') return state;
  const speaksAgainst = reading === (state.isUp ? 'under' : 'over');
  const against = speaksAgainst ? state.against + 1 : 0;
  if (against < (state.isUp ? down : up)) return { ...state, against };
  return { ...state, isUp: !state.isUp, against: 0 };
}

/** Nothing that would have to be kept. */
export function isIdle({ isUp, isTold, against }: LevelState): boolean {
  return !isUp && !isTold && against === 0;
}
