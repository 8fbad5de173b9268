import { printable } from '../model/printable.ts';
import { type Limit, parseOpenFilesLimit } from '../proc/limits.ts';
import { parseEffectiveUid } from '../proc/status.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';

export interface SlowFacts {
  limit: Limit | null;
  /** `?` where it cannot be read. */
  user: string;
}

/** Samples between two readings of the same process: a limit raised meanwhile shows after so many. */
const LIFETIME = 5;

/** What of a process seldom changes, read once in a few samples. */
export class SlowFactsReader {
  readonly #procRoot: string;
  readonly #facts = new Map<string, SlowFacts & { readAt: number }>();
  #sample = 0;

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
  }

  begin(): void {
    this.#sample += 1;
  }

  read(key: string, pid: number): SlowFacts {
    const known = this.#facts.get(key);
    if (known && this.#sample - known.readAt < LIFETIME) return known;
    const file = (name: string) => tryReadProcFile(`${this.#procRoot}/${pid}/${name}`) ?? '';
    const uid = parseEffectiveUid(file('status'));
    const facts = {
      readAt: this.#sample,
      limit: parseOpenFilesLimit(file('limits')),
      user: uid === null ? '?' : printable(userName(uid), 32),
    };
    this.#facts.set(key, facts);
    return facts;
  }

  /** What was read last, when nothing can be read now. */
  last(key: string): SlowFacts {
    return this.#facts.get(key) ?? { limit: null, user: '?' };
  }

  end(alive: ReadonlySet<string>): void {
    for (const key of this.#facts.keys()) if (!alive.has(key)) this.#facts.delete(key);
  }
}
