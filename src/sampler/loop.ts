/**
 * Calls `tick` at every multiple of the interval after the start, never two at a time. A tick that takes too long
 * loses the beats that it covers; the next one is on the beat again, so the clock does not drift.
 */
export class Loop {
  readonly #tick: () => Promise<void>;
  readonly #onError: (error: Error) => void;
  #intervalMs: number;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** A tick that fails goes to `onError`; the next one comes all the same. */
  constructor(tick: () => Promise<void>, intervalSeconds: number, onError: (error: Error) => void) {
    this.#tick = tick;
    this.#onError = onError;
    this.#intervalMs = intervalSeconds * 1000;
  }

  /** Ticks at once, then on the beat. */
  async start(): Promise<void> {
    this.#next = performance.now();
    await this.#beat();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  setInterval(seconds: number): void {
    this.#intervalMs = seconds * 1000;
    if (!this.#timer) return;
    this.#next = performance.now() + this.#intervalMs;
    this.#schedule();
  }

  /** Ticks now, unless one is under way; the beat goes on from here. */
  soon(): void {
    if (!this.#timer) return;
    this.#next = performance.now();
    this.#schedule();
  }

  async #beat(): Promise<void> {
    this.#timer = undefined;
    await this.#tick().catch(this.#onError);
    const missed = Math.floor((performance.now() - this.#next) / this.#intervalMs);
    this.#next += (Math.max(0, missed) + 1) * this.#intervalMs;
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#beat(), Math.max(0, this.#next - performance.now()));
  }
}
