const BLOCK = 65_536;
/** As many as there may be objects (budget.ts): only addresses are reserved for them, not memory. */
const MOST = 20_000_000;

/**
 * A list of numbers that grows in place, 8 bytes each. Memory that a list has let go of is new to the kernel when the next
 * one takes it, and for millions of objects that costs more than the numbers do: nothing is copied here.
 */
export class NumberList {
  readonly #buffer = new ArrayBuffer(0, { maxByteLength: MOST * 8 });
  readonly #numbers = new Float64Array(this.#buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** More than there may be objects are forgotten. */
  push(value: number): void {
    if (this.#length === MOST) return;
    if (this.#length * 8 === this.#buffer.byteLength) {
      this.#buffer.resize(Math.min(MOST, this.#length + BLOCK) * 8);
    }
    this.#numbers[this.#length] = value;
    this.#length += 1;
  }

  /** All of them, in the list's own memory. */
  values(): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, 0, this.#length);
  }
}

/** The different ones of ascending numbers, moved to the front of their memory. */
export function distinct(sorted: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  let length = 0;
  for (const value of sorted) {
    if (length > 0 && sorted[length - 1] === value) continue;
    sorted[length] = value;
    length += 1;
  }
  return sorted.subarray(0, length);
}

const RADIX_BITS = 11;
const BUCKETS = 2 ** RADIX_BITS;

/**
 * The order that sorts addresses (multiples of 8, below 2^47) ascending, as indices: 4 passes over them, where a sort with
 * a comparison takes seconds for a million.
 */
export function orderOf(addresses: Float64Array): Uint32Array {
  let order = new Uint32Array(addresses.length);
  let next = new Uint32Array(addresses.length);
  for (let index = 0; index < order.length; index += 1) order[index] = index;
  for (let scale = 8; scale < 2 ** 47; scale *= BUCKETS) {
    const counts = new Uint32Array(BUCKETS + 1);
    for (const address of addresses) counts[(Math.floor(address / scale) % BUCKETS) + 1]! += 1;
    // All in one bucket: nothing to do.
    if (counts.some(count => count === addresses.length)) continue;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) counts[bucket + 1]! += counts[bucket]!;
    for (const index of order) {
      const bucket = Math.floor(addresses[index]! / scale) % BUCKETS;
      next[counts[bucket]!] = index;
      counts[bucket]! += 1;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Brings lists of equal length into an order, in their own memory. The order is used up. */
export function putInOrder(lists: readonly Float64Array[], order: Uint32Array): void {
  const held = lists.map(() => 0);
  for (let start = 0; start < order.length; start += 1) {
    if (order[start] === start) continue;
    for (let list = 0; list < lists.length; list += 1) held[list] = lists[list]![start]!;
    let at = start;
    for (let from = order[at]!; from !== start; from = order[at]!) {
      for (const list of lists) list[at] = list[from]!;
      order[at] = at;
      at = from;
    }
    for (let list = 0; list < lists.length; list += 1) lists[list]![at] = held[list]!;
    order[at] = at;
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
