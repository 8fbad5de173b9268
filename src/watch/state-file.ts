import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { printable } from '../model/printable.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { whyUntrusted } from '../platform/path-trust.ts';
import { readPlainFile } from '../platform/plain-file.ts';
import { sayPath } from '../platform/say-path.ts';
import { userFolder } from '../platform/user-folder.ts';
import type { WatchEvent } from './event.ts';
import { isPending, isUntold, isWatchState } from './saved-shape.ts';
import { emptyState, type WatchState } from './state.ts';

/** Of alerts that wait for their channels, mostly. */
const MOST_BYTES = 64_000_000;

/** What `fdtop watch` keeps over a restart. */
export interface Saved {
  version: 1;
  /** The fdtop watch that writes this file; null when it has ended. */
  owner: { pid: number; startTime: number } | null;
  /** Of the boot that the processes belong to; null where it is not told. */
  bootId: string | null;
  state: WatchState;
  /** Not delivered yet, by channel. */
  pending: Record<string, readonly WatchEvent[]>;
  /** Keys of alerts that were only counted, of users with too many. Absent in what an older fdtop has saved. */
  untold?: readonly string[];
  /** Whatever the guard wants to find again. */
  guard: unknown;
}

/** systemd's folder for it; else root's in /var/lib, else in the user's own state folder. */
export function stateFile(env: NodeJS.ProcessEnv = process.env): string {
  // With several state directories systemd lists them with colons between: systemd.exec(5).
  const [given] = (env.STATE_DIRECTORY ?? '').split(':');
  if (given && isAbsolute(given)) return join(given, 'watch.json');
  if (process.geteuid?.() === 0) return '/var/lib/fdtop/watch.json';
  // Without a home there is nothing to write to, which is said when it is tried.
  return join(userFolder('XDG_STATE_HOME', '.local/state') ?? '/nonexistent', 'fdtop/watch.json');
}

export function nothingSaved(): Saved {
  return { version: 1, owner: null, bootId: null, state: emptyState(), pending: {}, guard: null };
}

/** What was kept; `problem` says, in a sentence, why it cannot be used. No file is no problem. */
export function readSaved(file: string): { saved: Saved; problem: string | null } {
  const forgotten = (why: string) => ({ saved: nothingSaved(), problem: `${why}; what it held is forgotten` });
  const why = whyNotKept(file);
  if (why !== null) return forgotten(`${file} is left alone: ${why}`);
  if (!existsSync(file)) return { saved: nothingSaved(), problem: null };
  const read = readPlainFile(file, MOST_BYTES);
  if ('why' in read) return forgotten(sayPath(read.why, file, MOST_BYTES));
  try {
    const saved = JSON.parse(read.bytes.toString('utf8'));
    if (isSaved(saved)) return { saved, problem: null };
    return forgotten(`${file} is not what fdtop watch has written`);
  } catch (error) {
    return forgotten(`cannot read ${file}: ${printable((error as Error).message)}`);
  }
}

/** Why root does not keep its state in this file: another user could choose what is read, or where it is written. */
export function whyNotKept(file: string): string | null {
  if (process.geteuid?.() !== 0) return null;
  return whyUntrusted(file, { by: 'root', what: 'new-file', waits: true });
}

/**
 * Writes the state so that there is always a whole file: a new one takes the place of the old. Never two at a time: what
 * changes meanwhile is written right after. `onProblem` hears the first failure of a row, and null when it works again.
 */
export class StateWriter {
  readonly #file: string;
  readonly #onProblem: (problem: string | null) => void;
  #next: (() => Saved) | null = null;
  #writing: Promise<void> | null = null;
  #problem: string | null = null;

  constructor(file: string, onProblem: (problem: string | null) => void) {
    this.#file = file;
    this.#onProblem = onProblem;
  }

  /** `read` is called when the writing begins, not now. */
  save(read: () => Saved): void {
    this.#next = read;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all is written. */
  async done(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#next) {
        const read = this.#next;
        this.#next = null;
        const problem = await this.#write(JSON.stringify(read()));
        if ((problem === null) !== (this.#problem === null)) this.#onProblem(problem);
        this.#problem = problem;
      }
    } finally {
      // At once, and not when somebody hears of the end: what comes between would wait for a writer that is gone.
      this.#writing = null;
    }
  }

  async #write(text: string): Promise<string | null> {
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      const check = () => {
        const why = whyNotKept(this.#file);
        if (why !== null) throw new Error(why);
      };
      check();
      makeFolder(dirname(this.#file), 0o750);
      check();
      // Exclusive: root follows no link that somebody has put there.
      await rm(temporary, { force: true });
      await writeFile(temporary, text, { mode: 0o640, flag: 'wx' });
      await rename(temporary, this.#file);
      return null;
    } catch (error) {
      return `cannot write ${this.#file}: ${(error as Error).message}; after a restart alerts may come twice`;
    }
  }
}

function isSaved(value: unknown): value is Saved {
  const saved = value as Partial<Saved> | null;
  if (saved?.version !== 1 || !isOwner(saved.owner)) return false;
  return isPending(saved.pending) && isWatchState(saved.state) && isUntold(saved.untold);
}

function isOwner(owner: unknown): boolean {
  const { pid, startTime } = (owner ?? {}) as Partial<NonNullable<Saved['owner']>>;
  return owner === null || (typeof pid === 'number' && typeof startTime === 'number');
}
