import { History } from '../model/history.ts';
import { processKey, type Snapshot } from '../model/snapshot.ts';
import { HISTORY_SECONDS } from '../model/trend.ts';
import { type Action, reduce } from './reducer.ts';
import type { State } from './state.ts';

/** Holds the state and the history of every process on the screen, and tells its subscribers of each change. */
export class Store {
  #state: State;
  readonly #listeners = new Set<() => void>();
  /** By processKey. Grows in place at each tick: a copy of every history each second would be waste. */
  readonly histories = new Map<string, History>();

  constructor(state: State) {
    this.#state = state;
  }

  getState = (): State => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch = (action: Action): void => {
    if (action.type === 'tick') this.#remember(action.snapshot);
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  };

  #remember({ time, processes }: Snapshot): void {
    const at = Date.parse(time) / 1000;
    const alive = new Set<string>();
    for (const process of processes) {
      const key = processKey(process);
      alive.add(key);
      if (process.fds === null || process.unchanged) continue;
      const history = this.histories.get(key) ?? new History(HISTORY_SECONDS);
      history.add({ at, fds: process.fds });
      this.histories.set(key, history);
    }
    for (const key of this.histories.keys()) if (!alive.has(key)) this.histories.delete(key);
  }
}
