/** `off`: fdtop runs, but something that it can do elsewhere it cannot do here. `broken`: what it must be able to do fails. */
export type FactState = 'ok' | 'off' | 'broken';

/** One thing that a bug report needs. Neither secrets nor what the environment holds go into it. */
export interface Fact {
  /** `rights.root`: for scripts. */
  id: string;
  title: string;
  value: string | number | boolean | null;
  state: FactState;
  /** What follows from it, and the way out; '' when there is nothing to say. */
  why: string;
}

export interface FactGroup {
  title: string;
  facts: readonly Fact[];
}

export function ok(id: string, title: string, value: Fact['value'], why = ''): Fact {
  return { id, title, value, state: 'ok', why };
}

export function off(id: string, title: string, value: Fact['value'], why: string): Fact {
  return { id, title, value, state: 'off', why };
}

export function broken(id: string, title: string, value: Fact['value'], why: string): Fact {
  return { id, title, value, state: 'broken', why };
}
