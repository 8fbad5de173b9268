import type { FdGroup, FdTypes } from '../model/fd-types.ts';
import type { ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { SortCount } from '../report/prometheus-series.ts';

/** Series for each instance: so many sorts, and `other` for all the rest. */
const MOST_SORTS = 8;
/** Between two rounds lies at least this, and so many times what a round takes: a long socket table costs a second. */
const PAUSE_MS = 60_000;
const PAUSE_SHARE = 50;
/** One that hangs (a process in D state, a dead file system) must not hold up the others for good. */
const LONGEST_MS = 30_000;
/** Each costs a thread and thousands of links: where there are more instances than this, a round goes on where the last ended. */
const MOST_ASKED = 50;

export type ReadTypes = (process: ProcessSample, signal: AbortSignal) => Promise<FdTypes>;

/** Knows of what sort the open files of each instance's worst worker are; asks anew about once a minute. */
export class WorstTypes {
  readonly #read: ReadTypes;
  readonly #known = new Map<string, SortCount[]>();
  #due = 0;
  #next = 0;
  #round: Promise<void> | null = null;

  constructor(read: ReadTypes) {
    this.#read = read;
  }

  get known(): ReadonlyMap<string, readonly SortCount[]> {
    return this.#known;
  }

  /** Starts a round when one is due, and returns its end; otherwise null. It never fails: what cannot be read is unknown. */
  see(snapshot: Snapshot, now = performance.now()): Promise<void> | null {
    const living = new Set(snapshot.instances.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!living.has(id)) this.#known.delete(id);
    if (this.#round || now < this.#due) return null;
    this.#round = this.#readAll(snapshot).finally(() => {
      const took = performance.now() - now;
      this.#due = now + took + Math.max(PAUSE_MS, took * PAUSE_SHARE);
      this.#round = null;
    });
    return this.#round;
  }

  async #readAll(snapshot: Snapshot): Promise<void> {
    const { instances } = snapshot;
    const from = this.#next % Math.max(1, instances.length);
    const asked = [...instances.slice(from), ...instances.slice(0, from)].slice(0, MOST_ASKED);
    this.#next = from + asked.length;
    const worstOf = worstWorkers(snapshot);
    for (const { id } of asked) {
      const worst = worstOf.get(id);
      const types = worst && (await this.#read(worst, AbortSignal.timeout(LONGEST_MS)).catch(() => null));
      if (types) this.#known.set(id, sortCounts(types.groups));
      else this.#known.delete(id);
    }
  }
}

/** By instance: its worker with the most open files. */
function worstWorkers({ processes }: Snapshot): Map<string, ProcessSample> {
  const worst = new Map<string, ProcessSample>();
  for (const each of processes) {
    if (each.role !== 'worker' || each.instance === null || each.fds === null) continue;
    if (each.fds > (worst.get(each.instance)?.fds ?? -1)) worst.set(each.instance, each);
  }
  return worst;
}

/** Groups by kind and state alone: paths and peers are without number, and would make a series each. */
export function sortCounts(groups: readonly FdGroup[]): SortCount[] {
  const sorts = Map.groupBy(groups, ({ kind, state }) => JSON.stringify([kind, state ?? '']));
  const counts = [...sorts]
    .map(([key, members]) => {
      const [kind, state] = JSON.parse(key) as [string, string];
      return { kind, state, count: members.reduce((sum, { count }) => sum + count, 0) };
    })
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
  const named = counts.filter(({ kind }) => kind !== 'other').slice(0, MOST_SORTS);
  const rest = counts.filter(each => !named.includes(each)).reduce((sum, { count }) => sum + count, 0);
  return rest === 0 ? named : [...named, { kind: 'other', state: '', count: rest }];
}
