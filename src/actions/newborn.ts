import { processKey } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { readHeartbeats } from '../proc/heartbeat.ts';
import type { ProcessStat } from '../proc/stat.ts';

/** Without a heartbeat to look at, a worker that has lived so long is taken to be up. */
const UNSEEN_SECONDS = 2;
/** Where heartbeats may not be read it is a guess, and is said to be one: a large app loads for longer. */
const GUESSED_SECONDS = 5;

export interface Newborn extends ProcessStat {
  /** Its heartbeat beats: it has loaded the app and serves. `guessed`: it lives, more may not be seen. Null: not yet. */
  up: 'serves' | 'lives' | 'guessed' | null;
}

/** Watches for the workers that a master starts: that a process exists says nothing about whether the app loads. */
export class Newborns {
  readonly #master: number;
  readonly #old: ReadonlySet<string>;
  readonly #bornAt = new Map<string, number>();

  /** `old` are the keys of the children that are there already. */
  constructor(master: number, old: ReadonlySet<string>) {
    this.#master = master;
    this.#old = old;
  }

  /** How many were ever seen. */
  get seen(): number {
    return this.#bornAt.size;
  }

  /** Those that live now. */
  look(): Newborn[] {
    const fresh = childrenOf('/proc', this.#master).filter(child => !this.#old.has(processKey(child)));
    return fresh.map(child => ({ ...child, up: this.#isUp(child) }));
  }

  /** A master that holds heartbeats gives every worker one: a worker without has not got so far yet, or is ending. */
  #masterWatches(): boolean {
    return readHeartbeats('/proc', this.#master)?.length !== 0;
  }

  #isUp(child: ProcessStat): Newborn['up'] {
    const key = processKey(child);
    const now = performance.now();
    if (!this.#bornAt.has(key)) this.#bornAt.set(key, now);
    const seconds = (now - this.#bornAt.get(key)!) / 1000;
    const heartbeats = readHeartbeats('/proc', child.pid);
    if (heartbeats === null || heartbeats.some(({ beats }) => beats === null))
      return seconds >= GUESSED_SECONDS ? 'guessed' : null;
    if (heartbeats.length === 0) return seconds >= UNSEEN_SECONDS && !this.#masterWatches() ? 'lives' : null;
    // Just forked, it still holds those of its siblings beside its own.
    return heartbeats.every(({ beats }) => beats) ? 'serves' : null;
  }
}
