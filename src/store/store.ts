import { History, type Point } from '../model/history.ts';
import { Peaks } from '../model/peaks.ts';
import { SessionWatch } from '../model/session-watch.ts';
import { processKey, type Snapshot } from '../model/snapshot.ts';
import { HISTORY_SECONDS } from '../model/trend.ts';
import { type Action, isStill, reduce } from './reducer.ts';
import type { State } from './state.ts';

/** Holds the state and the history of all that is on the screen, and tells its subscribers of each change. */
export class Store {
  #state: State;
  readonly #listeners = new Set<() => void>();
  /** By processKey. Grows in place at each tick: a copy of every history each second would be waste. */
  readonly histories = new Map<string, History>();
  /** Those of the rows that are shown: they stand still with them, and do not end with their process. */
  shownHistories: ReadonlyMap<string, History> = this.histories;
  /** The hour before, by the same keys. */
  readonly #peaks = new Map<string, Peaks>();
  /** The same of the sums of instances, by their ids. */
  readonly #sums = new Map<string, History>();
  readonly #sumPeaks = new Map<string, Peaks>();
  readonly #watch = new SessionWatch();

  constructor(state: State) {
    this.#state = state;
  }

  getState = (): State => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch = (action: Action): void => {
    let next = reduce(this.#state, action);
    if (action.type === 'tick') {
      this.#remember(action.snapshot);
      const events = this.#watch.look(action.snapshot);
      if (events.length > 0) next = reduce(next, { type: 'happened', events });
    }
    if (next === this.#state) return;
    if (isStill(next) !== isStill(this.#state)) {
      this.shownHistories = isStill(next) ? copyOf(this.histories) : this.histories;
    }
    this.#state = next;
    for (const listener of this.#listeners) listener();
  };

  /** The counts of a process in the last hour, oldest first. */
  pastOf(process: { pid: number; startTime: number; host?: string }): Point[] {
    return pastOf(processKey(process), this.histories, this.#peaks);
  }

  /** The sums of an instance's counts in the last hour, those of workers that ended since among them. */
  pastOfInstance(id: string): Point[] {
    return pastOf(id, this.#sums, this.#sumPeaks);
  }

  #remember({ time, processes, instances }: Snapshot): void {
    const at = Date.parse(time) / 1000;
    const told = processes.filter(({ unchanged }) => !unchanged);
    for (const process of told) add(processKey(process), at, process.fds, this.histories, this.#peaks);
    const toldOf = new Set(told.map(({ instance }) => instance));
    for (const { id, fds } of instances) if (toldOf.has(id)) add(id, at, fds, this.#sums, this.#sumPeaks);
    const alive = new Set(processes.map(processKey));
    for (const map of [this.histories, this.#peaks]) forget(map, alive);
    const living = new Set(instances.map(({ id }) => id));
    for (const map of [this.#sums, this.#sumPeaks]) forget(map, living);
  }
}

function copyOf(histories: ReadonlyMap<string, History>): Map<string, History> {
  return new Map([...histories].map(([key, history]) => [key, history.copy()]));
}

function add(
  key: string,
  at: number,
  fds: number | null,
  histories: Map<string, History>,
  peaksOf: Map<string, Peaks>,
): void {
  if (fds === null) return;
  const history = histories.get(key) ?? new History(HISTORY_SECONDS);
  history.add({ at, fds });
  histories.set(key, history);
  const peaks = peaksOf.get(key) ?? new Peaks();
  peaks.add({ at, fds });
  peaksOf.set(key, peaks);
}

function pastOf(key: string, histories: ReadonlyMap<string, History>, peaksOf: ReadonlyMap<string, Peaks>): Point[] {
  const recent = histories.get(key)?.points ?? [];
  const since = recent[0]?.at ?? Number.POSITIVE_INFINITY;
  return [...(peaksOf.get(key)?.before(since) ?? []), ...recent];
}

function forget(map: Map<string, unknown>, alive: ReadonlySet<string>): void {
  for (const key of map.keys()) if (!alive.has(key)) map.delete(key);
}
