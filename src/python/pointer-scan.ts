import { closeSync, openSync, readSync } from 'node:fs';
import type { Mapping } from './maps.ts';
import type { Memory } from './memory.ts';

/** Bytes read at once; a page table of 4 KB pages has 2 KB for them. */
const STEP = 2 ** 20;
const PAGE = 4_096;
const TWO_32 = 2 ** 32;
/** More places for one object tell nothing new. */
const MOST_PLACES = 256;

/**
 * Searches memory for pointers to given objects: 4 ms for each 10 MB, whatever the objects are, as it follows no structure.
 * Nothing is kept, so a heap of many gigabytes takes no memory of ours.
 */
export class PointerScan implements Disposable {
  readonly #memory: Memory;
  readonly #mappings: readonly Mapping[];
  readonly #pagemap: number | null;
  readonly #words = new Uint32Array(STEP / 4);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  readonly #pages = Buffer.alloc((STEP / PAGE) * 8);

  /** `pagemap`: path of /proc/PID/pagemap; pages that were never touched are passed over where it can be read. */
  constructor(memory: Memory, mappings: readonly Mapping[], pagemap: string) {
    this.#memory = memory;
    this.#mappings = mappings;
    this.#pagemap = tryOpen(pagemap);
  }

  [Symbol.dispose](): void {
    if (this.#pagemap !== null) closeSync(this.#pagemap);
  }

  /** Addresses of words that hold one of the targets, by target. Ends early, with what it has, when the budget is spent. */
  find(targets: ReadonlySet<number>, most = MOST_PLACES): Map<number, number[]> {
    const found = new Map([...targets].map(target => [target, [] as number[]]));
    // Of the word's lower half, 16 bits that differ most: one look decides for nearly every word.
    const filter = new Uint8Array(65_536);
    for (const target of targets) filter[(target >>> 4) & 0xffff] = 1;
    for (const { start, end } of this.#mappings) {
      for (let at = start; at < end; at += STEP) {
        const length = Math.min(STEP, end - at);
        if (!this.#isTouched(at, length)) continue;
        this.#memory.read(this.#bytes, at, length);
        this.#search(at, length, filter, found, most);
        if (this.#memory.budget.reached !== null) return found;
      }
    }
    return found;
  }

  #search(start: number, length: number, filter: Uint8Array, found: Map<number, number[]>, most: number): void {
    const words = this.#words;
    for (let index = 0; index < length / 4; index += 2) {
      const low = words[index]!;
      if (filter[(low >>> 4) & 0xffff] === 0) continue;
      const places = found.get(low + words[index + 1]! * TWO_32);
      if (places && places.length < most) places.push(start + index * 4);
    }
  }

  /** Bits 63 and 62 of an entry: present, swapped (Documentation/admin-guide/mm/pagemap.rst). */
  #isTouched(start: number, length: number): boolean {
    if (this.#pagemap === null) return true;
    try {
      const bytes = Math.ceil(length / PAGE) * 8;
      if (readSync(this.#pagemap, this.#pages, 0, bytes, (start / PAGE) * 8) < bytes) return true;
      for (let at = 7; at < bytes; at += 8) if ((this.#pages[at]! & 0xc0) !== 0) return true;
      return false;
    } catch {
      return true;
    }
  }
}

function tryOpen(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
