import { type Instance, processKey, type Snapshot } from '../model/snapshot.ts';

/** What is known of one master's workers. */
interface Crew {
  app: string;
  unit: string;
  alive: ReadonlySet<string>;
  came: number;
  went: number;
}

interface Total {
  app: string;
  unit: string;
  count: number;
  /** When it last had an instance, in ms. */
  seenAt: number;
}

/** An app gone for longer is forgotten, and with it its series; a restart takes seconds. */
const FORGET_AFTER_MS = 600_000;
/** Names cost nothing: those that were seen last stay. */
const MOST_TOTALS = 2000;

/**
 * Counts the workers that were replaced. One that went and one that came make a replacement, in either order: a reload
 * starts the new ones first. A crew that grows or shrinks (TTIN, TTOU) replaces nobody, and neither does a new master.
 */
export class WorkerReplacements {
  readonly #crews = new Map<string, Crew>();
  readonly #totals = new Map<string, Total>();

  /** Looks at the next snapshot; `now` in ms. */
  see(snapshot: Snapshot, now = Date.now()): void {
    const workers = Map.groupBy(
      snapshot.processes.filter(({ role }) => role === 'worker'),
      ({ instance }) => instance,
    );
    for (const instance of snapshot.instances) {
      this.#seeCrew(instance, new Set((workers.get(instance.id) ?? []).map(processKey)), now);
    }
    const living = new Set(snapshot.instances.map(({ id }) => id));
    for (const id of this.#crews.keys()) if (!living.has(id)) this.#crews.delete(id);
    for (const [key, { seenAt }] of this.#totals) if (now - seenAt > FORGET_AFTER_MS) this.#totals.delete(key);
    // They stand in the order in which they were last seen.
    for (const key of this.#totals.keys()) {
      if (this.#totals.size <= MOST_TOTALS) break;
      this.#totals.delete(key);
    }
  }

  /** By app and unit: a restart changes the master, not the service. */
  counts(): { app: string; unit: string; count: number }[] {
    return [...this.#totals.values()].map(({ app, unit, count }) => ({ app, unit, count }));
  }

  #seeCrew({ id, name, unit }: Instance, alive: ReadonlySet<string>, now: number): void {
    const crew = this.#crews.get(id) ?? { app: name, unit: unit ?? '', alive, came: 0, went: 0 };
    const before = Math.min(crew.came, crew.went);
    crew.came += countMissing(alive, crew.alive);
    crew.went += countMissing(crew.alive, alive);
    crew.alive = alive;
    this.#crews.set(id, crew);
    const { app, unit: owner } = crew;
    const key = JSON.stringify([app, owner]);
    const count = (this.#totals.get(key)?.count ?? 0) + Math.min(crew.came, crew.went) - before;
    this.#totals.delete(key);
    this.#totals.set(key, { app, unit: owner, count, seenAt: now });
  }
}

/** How many of these are not among the others. */
function countMissing(these: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...these].filter(key => !others.has(key)).length;
}
