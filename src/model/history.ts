/** One count and when it was taken. */
export interface Point {
  /** Seconds on any clock. */
  at: number;
  fds: number;
}

const FEWEST = 16;

/**
 * The counts of one process over the last `seconds`, oldest first. In arrays of numbers, as a ring: an object for each of
 * them would take four times the memory, and 2,000 processes have 240,000.
 */
export class History {
  readonly #seconds: number;
  #ats = new Float64Array(FEWEST);
  #counts = new Uint32Array(FEWEST);
  #first = 0;
  #size = 0;
  /** So many of the newest are the same. */
  #alike = 0;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  add({ at, fds }: Point): void {
    // A clock that was set back: what came before has no place on it any more, and would never expire.
    if (this.#size > 0 && this.newest!.at > at) this.#size = 0;
    while (this.#size > 0 && this.#ats[this.#first]! < at - this.#seconds) {
      this.#first = (this.#first + 1) % this.#ats.length;
      this.#size -= 1;
    }
    this.#alike = this.#size > 0 && this.newest!.fds === fds ? Math.min(this.#alike, this.#size) + 1 : 1;
    if (this.#size === this.#ats.length) this.#grow();
    const slot = this.#slot(this.#size);
    this.#ats[slot] = at;
    this.#counts[slot] = fds;
    this.#size += 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The last one; null before the first. */
  get newest(): Point | null {
    return this.#size === 0 ? null : this.#point(this.#size - 1);
  }

  /** All counts are the same. */
  get isFlat(): boolean {
    return this.#alike >= this.#size;
  }

  get points(): readonly Point[] {
    return this.#from(0);
  }

  /** The points of the last `seconds`, but at least the last `count` of them. */
  last(seconds: number, count: number): readonly Point[] {
    const newest = this.newest?.at ?? 0;
    let first = Math.max(0, this.#size - count);
    while (first > 0 && this.#ats[this.#slot(first - 1)]! >= newest - seconds) first -= 1;
    return this.#from(first);
  }

  /** As it is now. */
  copy(): History {
    const copy = new History(this.#seconds);
    copy.#ats = this.#ats.slice();
    copy.#counts = this.#counts.slice();
    copy.#first = this.#first;
    copy.#size = this.#size;
    copy.#alike = this.#alike;
    return copy;
  }

  #from(first: number): Point[] {
    return Array.from({ length: this.#size - first }, (_, index) => this.#point(first + index));
  }

  #point(index: number): Point {
    const slot = this.#slot(index);
    return { at: this.#ats[slot]!, fds: this.#counts[slot]! };
  }

  #slot(index: number): number {
    return (this.#first + index) % this.#ats.length;
  }

  #grow(): void {
    const size = this.#ats.length * 2;
    const points = this.#from(0);
    this.#ats = new Float64Array(size);
    this.#counts = new Uint32Array(size);
    this.#first = 0;
    for (const [index, { at, fds }] of points.entries()) {
      this.#ats[index] = at;
      this.#counts[index] = fds;
    }
  }
}
