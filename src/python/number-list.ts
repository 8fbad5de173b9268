/** A list of numbers that grows, in 8 bytes each: a million addresses in an array of JavaScript take more. */
export class NumberList {
  #numbers: Float64Array<ArrayBuffer> = new Float64Array(65_536);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      // In place where it can be: no second copy of a long list.
      const grown = new Float64Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#numbers[index]!;
  }

  /** The numbers ascending, in place: indices mean something else from here on. */
  sorted(): Float64Array<ArrayBuffer> {
    return this.#numbers.subarray(0, this.#length).sort();
  }

  /** A copy, in the order of adding. */
  copy(): Float64Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.#length);
  }
}

/** Index of the last number that is not above `value`; -1 when there is none. */
export function lastUpTo(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
