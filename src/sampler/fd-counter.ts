import { setTimeout } from 'node:timers/promises';
import type { FdsUnknown } from '../model/snapshot.ts';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { readFailure } from '../proc/tree.ts';

export interface FdCount {
  fds: number | null;
  unknown: FdsUnknown | null;
  /** When it was counted, in ms of performance.now(). */
  at: number;
}

/** Up to so many fds a process is counted where it stands: listing them takes a few ms. */
const SMALL = 2000;
/** For all of these together in one sample; what does not fit waits for the next. */
const SMALL_BUDGET_MS = 10;
/** Large ones are counted one after the other, with this many times their cost between: 1 % of a core. */
const REST = 99;

/**
 * Counts the fds of many processes again and again. Where the kernel tells them (Linux 6.2) that costs a stat each.
 * Elsewhere they must be listed: small processes at every sample, large ones off the main thread, as often as a
 * hundredth of a core allows; between two counts the last one stands, with its age.
 */
export class FdCounter {
  readonly #procRoot: string;
  readonly #fast: boolean;
  readonly #counts = new Map<string, FdCount>();
  readonly #large = new Map<string, number>();
  /** Set by the first count of a sample: what was done before is not held against it. */
  #budgetEnd: number | null = null;
  /** The first small process that the budget did not reach: the next sample begins with it. */
  #next: string | null = null;
  #waitsFor: string | null = null;
  #isCounting = false;

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
    this.#fast = hasFastFdCount(procRoot);
  }

  /** Call before the counts of one sample. */
  begin(): void {
    this.#budgetEnd = null;
    this.#waitsFor = this.#next !== null && this.#counts.has(this.#next) ? this.#next : null;
    this.#next = null;
    this.#large.clear();
  }

  /**
   * The count of a process as of now, or the last one. Null when it is gone. `exact` counts it now, whatever that costs.
   * Throws only when fdtop itself is out of fds and the process was never counted.
   */
  count(key: string, pid: number, exact: boolean): FdCount | null {
    if (this.#fast || exact) return this.#countNow(key, pid);
    const last = this.#counts.get(key);
    if (!last) return this.#countNow(key, pid);
    if (last.fds !== null && last.fds > SMALL) {
      this.#large.set(key, pid);
      return last;
    }
    return this.#isTurnOf(key) ? this.#countNow(key, pid) : last;
  }

  /** Call after the counts of one sample, with the keys of all that live. */
  end(alive: ReadonlySet<string>): void {
    for (const key of this.#counts.keys()) if (!alive.has(key)) this.#counts.delete(key);
    if (!this.#isCounting) void this.#countLarge();
  }

  /** Small processes are counted in turns: each sample goes on where the budget of the last one ended. */
  #isTurnOf(key: string): boolean {
    this.#budgetEnd ??= performance.now() + SMALL_BUDGET_MS;
    if (key === this.#waitsFor) this.#waitsFor = null;
    if (this.#waitsFor !== null || this.#next !== null) return false;
    if (performance.now() < this.#budgetEnd) return true;
    this.#next = key;
    return false;
  }

  #countNow(key: string, pid: number): FdCount | null {
    try {
      return this.#remember(key, { fds: countFds(this.#procRoot, pid, this.#fast), unknown: null });
    } catch (error) {
      return this.#failed(key, error);
    }
  }

  /** Counts the large ones, the stalest first, for as long as there are any. */
  async #countLarge(): Promise<void> {
    this.#isCounting = true;
    const at = (key: string) => this.#counts.get(key)?.at ?? 0;
    for (;;) {
      const stalest = [...this.#large].sort(([a], [b]) => at(a) - at(b))[0];
      if (!stalest) break;
      const started = performance.now();
      await this.#countGently(...stalest);
      await setTimeout(REST * (performance.now() - started), null, { ref: false });
    }
    this.#isCounting = false;
  }

  async #countGently(key: string, pid: number): Promise<void> {
    this.#large.delete(key);
    try {
      const { countFdsGently } = await import('../proc/count-gently.ts');
      const fds = await countFdsGently(this.#procRoot, pid);
      // It may have ended meanwhile: then nobody asks for it any more.
      if (this.#counts.has(key)) this.#remember(key, { fds, unknown: null });
    } catch (error) {
      if (this.#counts.has(key)) this.#failed(key, error);
    }
  }

  #failed(key: string, error: unknown): FdCount | null {
    const failure = readFailure(error);
    if (failure === 'gone') {
      this.#counts.delete(key);
      return null;
    }
    const last = this.#counts.get(key);
    if (failure !== 'out-of-fds') return this.#remember(key, { fds: null, unknown: 'permission' });
    if (!last) throw error;
    return last;
  }

  #remember(key: string, count: Omit<FdCount, 'at'>): FdCount {
    const remembered = { ...count, at: performance.now() };
    this.#counts.set(key, remembered);
    return remembered;
  }
}
