/** What a walk of a heap may cost before it must end. */
export interface Limits {
  /** Of processor time, as a worker that leaks may have filled its machine; by the clock WAIT times as many. */
  seconds: number;
  /** Read of the worker's memory, counting again what is read again. */
  bytes: number;
  /** Objects visited. */
  objects: number;
}

export const DEFAULT_LIMITS: Limits = { seconds: 5, bytes: 24 * 2 ** 30, objects: 20_000_000 };

const WAIT = 4;

/** Steps of all loops together after which the clock is looked at. */
const STRIDE = 4_096;
/** Of one loop, once all is spent: what was found by then still gets its names. */
const FEW = 256;

/**
 * Counts what a walk has cost. A wrong offset or a torn list may send it round for ever: every loop over memory asks
 * here, and ends with what it has when this says so.
 */
export class Budget {
  readonly #limits: Limits;
  readonly #start = performance.now();
  readonly #cpuStart = cpuSeconds();
  #bytes = 0;
  #objects = 0;
  #steps = 0;
  #reached: string | null = null;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Why it is over, as the end of `stopped after ...`; null while it is not. */
  get reached(): string | null {
    return this.#reached;
  }

  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** Adds what was done. True when the walk must end. Costs a look at the clock: not for every object. */
  spend(bytes: number, objects = 0): boolean {
    this.#bytes += bytes;
    this.#objects += objects;
    if (this.#reached !== null) return true;
    const { seconds, bytes: mostBytes, objects: mostObjects } = this.#limits;
    if (cpuSeconds() - this.#cpuStart > seconds) this.#reached = `${seconds} s of processor time`;
    else if (this.seconds > WAIT * seconds) this.#reached = `${WAIT * seconds} s`;
    else if (this.#bytes > mostBytes) this.#reached = `${Math.round(mostBytes / 2 ** 20)} MB read`;
    else if (this.#objects > mostObjects) this.#reached = `${mostObjects} objects`;
    return this.#reached !== null;
  }

  /**
   * Whether a loop may take its step of this number, from 0: asked at each, for the memory says itself how long its loops are.
   * When all is spent only the first `few` may be taken.
   */
  allows(step: number, few = FEW): boolean {
    this.#steps += 1;
    if (this.#steps % STRIDE === 0) this.spend(0);
    return this.#reached === null || step < few;
  }
}

/** Of this thread. A Node that does not tell it (below 23.9) has the clock in its place. */
function cpuSeconds(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now() / 1000;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
