const BLOCK = 65_536;

/** A list of numbers that grows, in 8 bytes each: a million addresses in an array of JavaScript take more. */
export class NumberList {
  readonly #blocks: Float64Array<ArrayBuffer>[] = [];
  #block = new Float64Array(0);
  #used = 0;

  get length(): number {
    return Math.max(0, this.#blocks.length - 1) * BLOCK + this.#used;
  }

  push(value: number): void {
    if (this.#used === this.#block.length) {
      this.#block = new Float64Array(BLOCK);
      this.#blocks.push(this.#block);
      this.#used = 0;
    }
    this.#block[this.#used] = value;
    this.#used += 1;
  }

  /** All of them in one array, in the order of adding. The list is empty afterwards. */
  take(): Float64Array<ArrayBuffer> {
    const all = new Float64Array(this.length);
    for (const [index, block] of this.#blocks.entries()) {
      all.set(index === this.#blocks.length - 1 ? block.subarray(0, this.#used) : block, index * BLOCK);
    }
    this.#blocks.length = 0;
    this.#block = new Float64Array(0);
    this.#used = 0;
    return all;
  }
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

/** The values in an order. */
export function inOrder(values: Float64Array, order: Uint32Array): Float64Array<ArrayBuffer> {
  const result = new Float64Array(order.length);
  for (let index = 0; index < order.length; index += 1) result[index] = values[order[index]!]!;
  return result;
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
