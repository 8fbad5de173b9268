/** One count and when it was taken. */
export interface Point {
  /** Seconds on any clock. */
  at: number;
  fds: number;
}

/** The counts of one process over the last `seconds`, oldest first. */
export class History {
  readonly #seconds: number;
  #points: Point[] = [];

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  add(point: Point): void {
    // A clock that was set back: what came before has no place on it any more, and would never expire.
    if ((this.#points.at(-1)?.at ?? point.at) > point.at) this.#points = [];
    const expired = this.#points.findIndex(({ at }) => at >= point.at - this.#seconds);
    this.#points.splice(0, expired === -1 ? this.#points.length : expired);
    this.#points.push(point);
  }

  get points(): readonly Point[] {
    return this.#points;
  }

  /** The points of the last `seconds`, but at least the last `count` of them. */
  last(seconds: number, count: number): readonly Point[] {
    const newest = this.#points.at(-1)?.at ?? 0;
    const first = this.#points.findIndex(({ at }) => at >= newest - seconds);
    return this.#points.slice(Math.max(0, Math.min(first, this.#points.length - count)));
  }
}
