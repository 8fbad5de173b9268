import { closeSync, openSync, readSync } from 'node:fs';
import type { Budget } from './budget.ts';

/** Bytes read at once; objects that are used together mostly lie together. */
const CHUNK = 65_536;
const PAGE = 4_096;
/**
 * A power of two. Two chunks for each set and CHUNK bound what is kept: 16 MB. Enough for what is read side by side; to
 * read a chunk again costs less than a page of memory that was never touched.
 */
const SETS = 128;
const TWO_32 = 2 ** 32;
/** Above it no process has memory (with four-level page tables, which every program gets by default). */
const END = 2 ** 47;

/**
 * The memory of another process, read only: /proc/PID/mem, positioned reads, nothing in the process stops or changes
 * (fs/proc/base.c, mem_rw). What cannot be read is zero, as a null pointer: the process runs on meanwhile, so any pointer
 * may be torn or stale, and no address makes this throw. What was read is kept, up to 16 MB, until `forget`.
 */
export class Memory implements Disposable {
  readonly budget: Budget;
  readonly #file: number;
  /** Chunk numbers; the two of a set lie side by side, the one used last first. */
  readonly #tags = new Float64Array(2 * SETS).fill(-1);
  readonly #chunks: (Uint32Array | undefined)[] = new Array(2 * SETS);
  #last = -1;
  #lastWords = new Uint32Array(0);

  /** @throws EACCES, ENOENT: as openSync */
  constructor(path: string, budget: Budget) {
    this.#file = openSync(path, 'r');
    this.budget = budget;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  /** The 64-bit word at an address: exact below 2^53, as pointers are. 0 when unaligned or not readable. */
  word(address: number): number {
    if ((address & 7) !== 0 || !(address >= PAGE && address < END)) return 0;
    const words = this.#chunk(address);
    const index = (address & (CHUNK - 1)) >>> 2;
    return words[index]! + words[index + 1]! * TWO_32;
  }

  /** As `word`, with a sign: sizes and counts. */
  signed(address: number): number {
    const value = this.word(address);
    return value >= 2 ** 63 ? value - 2 ** 64 : value;
  }

  /** An unsigned 32-bit integer; the address is a multiple of 4. */
  uint32(address: number): number {
    if ((address & 3) !== 0 || !(address >= PAGE && address < END)) return 0;
    return this.#chunk(address)[(address & (CHUNK - 1)) >>> 2]!;
  }

  byte(address: number): number {
    return (this.uint32(address - (address & 3)) >>> ((address & 3) * 8)) & 0xff;
  }

  /** Bytes as they are now, not from what is kept. */
  bytes(address: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.read(bytes, address, length);
    return bytes;
  }

  /** Bytes out of what is kept: for names, which are many, short, and do not change. */
  kept(address: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length && address >= PAGE && address + length < END; ) {
      const offset = (address + done) & (CHUNK - 1);
      const part = Math.min(length - done, CHUNK - offset);
      bytes.set(new Uint8Array(this.#chunk(address + done).buffer, offset, part), done);
      done += part;
    }
    return bytes;
  }

  /** Text up to a NUL, as Latin-1. */
  cString(address: number, most = 200): string {
    let text = '';
    for (let index = 0; index < most; index += 1) {
      const byte = this.byte(address + index);
      if (byte === 0) break;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Forgets what was read: the next look sees the memory as it is then. */
  forget(): void {
    this.#tags.fill(-1);
    this.#last = -1;
  }

  /** Reads into a buffer, page by page where not all can be read. Returns how many bytes from the start are in order. */
  read(buffer: Uint8Array, address: number, length: number): number {
    this.budget.spend(length);
    let done = 0;
    let step = length;
    while (done < length) {
      const read = this.#pread(buffer, done, Math.min(step, length - done), address + done);
      if (read > 0) {
        done += read;
        continue;
      }
      // A hole: everything up to the next page is unreadable, and from here on pages are asked for one by one.
      step = PAGE;
      const next = Math.min(length, done + PAGE - ((address + done) % PAGE));
      buffer.fill(0, done, next);
      done = next;
    }
    return done;
  }

  /** EIO, EFAULT: not mapped. */
  #pread(buffer: Uint8Array, offset: number, length: number, address: number): number {
    try {
      return readSync(this.#file, buffer, offset, length, address);
    } catch {
      return 0;
    }
  }

  #chunk(address: number): Uint32Array {
    const number = Math.floor(address / CHUNK);
    if (number === this.#last) return this.#lastWords;
    this.#lastWords = this.#look(number);
    this.#last = number;
    return this.#lastWords;
  }

  /** A set has two places: two lists that are read side by side may fall on the same one for their whole length. */
  #look(number: number): Uint32Array<ArrayBuffer> {
    const first = (number & (SETS - 1)) * 2;
    const second = first + 1;
    const tags = this.#tags;
    if (tags[first] === number) return this.#chunks[first] as Uint32Array<ArrayBuffer>;
    const words = (this.#chunks[second] ?? new Uint32Array(CHUNK / 4)) as Uint32Array<ArrayBuffer>;
    const isKept = tags[second] === number;
    this.#chunks[second] = this.#chunks[first];
    tags[second] = tags[first]!;
    this.#chunks[first] = words;
    tags[first] = number;
    if (!isKept) this.read(new Uint8Array(words.buffer), number * CHUNK, CHUNK);
    return words;
  }
}
