import type { Point } from './history.ts';

/** So far back a chart goes. */
export const HOUR_SECONDS = 3600;
/** Of each such span the highest count is kept: a peak is what matters, and an average would hide it. */
export const PEAK_SECONDS = 6;

const MOST = HOUR_SECONDS / PEAK_SECONDS;
const FEWEST = 32;
/** No count in that span: more than any process can have open. */
const NONE = 0xffff_ffff;
/** A clock that is put right by less than this makes no new history. */
const SLEWED = 60 / PEAK_SECONDS;

/**
 * The highest count of each 6 s of the last hour of one process. At most 2,400 bytes, so that 2,000 processes take 5 MB; less
 * for one that is young.
 */
export class Peaks {
  /** A ring: the count of a span is at its number, modulo the length. */
  #counts = new Uint32Array(FEWEST);
  /** Numbers of the spans, since 1970; none while the last is before the first. */
  #first = 0;
  #last = -1;

  add({ at, fds }: Point): void {
    const span = Math.floor(at / PEAK_SECONDS);
    const isFirst = this.#last < this.#first;
    if (isFirst || span - this.#last >= MOST || this.#last - span > SLEWED) {
      this.#first = span;
      this.#last = span;
      this.#counts[this.#slot(span)] = fds;
      return;
    }
    while (this.#last < span) this.#append();
    const slot = this.#slot(this.#last);
    const known = this.#counts[slot]!;
    if (known === NONE || known < fds) this.#counts[slot] = fds;
  }

  /** One point in the middle of each span in which something was counted, that ends before `end`; oldest first. */
  before(end: number): Point[] {
    const points: Point[] = [];
    for (let span = this.#first; span <= this.#last && (span + 1) * PEAK_SECONDS <= end; span += 1) {
      const fds = this.#counts[this.#slot(span)]!;
      if (fds !== NONE) points.push({ at: (span + 0.5) * PEAK_SECONDS, fds });
    }
    return points;
  }

  #append(): void {
    const size = this.#last - this.#first + 1;
    if (size === this.#counts.length && size < MOST) this.#grow(Math.min(MOST, size * 2));
    this.#last += 1;
    this.#first = Math.max(this.#first, this.#last - this.#counts.length + 1);
    this.#counts[this.#slot(this.#last)] = NONE;
  }

  #grow(size: number): void {
    const grown = new Uint32Array(size);
    for (let span = this.#first; span <= this.#last; span += 1) grown[span % size] = this.#counts[this.#slot(span)]!;
    this.#counts = grown;
  }

  #slot(span: number): number {
    return span % this.#counts.length;
  }
}
