import { endianness } from 'node:os';

/** The halves of a 64-bit word, as 32-bit words in memory. */
const [LOW, HIGH] = endianness() === 'LE' ? [0, 1] : [1, 0];

/** The kernel numbers sockets in 32 bits (fs/inode.c, get_next_ino). */
const INODES = 2 ** 32;

/**
 * The sockets of a process by inode, with their fds, in 9 bytes each: half a million in a Map take eight times as much.
 * First all are added, then looked up; `size`, `has` and `delete` are as a Set's of the inodes that are left.
 */
export class SocketInodes {
  /** One word for each fd: inode above, fd below. Sorted by the first look-up, so equal inodes lie together. */
  #words: BigUint64Array<ArrayBuffer>;
  /** The same memory: reading and writing a BigInt makes garbage. */
  #halves: Uint32Array<ArrayBuffer>;
  #length = 0;
  #deleted: Uint8Array | null = null;
  #size = 0;

  constructor(expected: number) {
    this.#words = new BigUint64Array(Math.max(16, expected));
    this.#halves = new Uint32Array(this.#words.buffer);
  }

  /** False for a number that no socket has. */
  add(inode: number, fd: number): boolean {
    if (inode >= INODES) return false;
    if (this.#length === this.#words.length) this.#grow();
    this.#halves[2 * this.#length + HIGH] = inode;
    this.#halves[2 * this.#length + LOW] = fd;
    this.#length += 1;
    return true;
  }

  /** Inodes that are left. */
  get size(): number {
    this.#seal();
    return this.#size;
  }

  has(inode: number): boolean {
    const first = this.#find(inode);
    return first >= 0 && this.#deleted![first] === 0;
  }

  delete(inode: number): boolean {
    if (!this.has(inode)) return false;
    this.#deleted![this.#find(inode)] = 1;
    this.#size -= 1;
    return true;
  }

  /** The fds of a socket: more than one when it was duplicated. */
  fds(inode: number): number[] {
    const fds: number[] = [];
    for (let index = this.#find(inode); index >= 0 && this.#inodeAt(index) === inode; index += 1) {
      fds.push(this.#halves[2 * index + LOW]!);
    }
    return fds;
  }

  /** The inodes that are left. */
  *keys(): Generator<number> {
    this.#seal();
    for (let index = 0; index < this.#length; index += 1) {
      const inode = this.#inodeAt(index);
      if (inode !== this.#inodeAt(index - 1) && this.#deleted![index] === 0) yield inode!;
    }
  }

  /** Index of the first fd of a socket, by bisection; -1 when there is none. NaN is found nowhere. */
  #find(inode: number): number {
    this.#seal();
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#halves[2 * middle + HIGH]! < inode) low = middle + 1;
      else high = middle;
    }
    return this.#inodeAt(low) === inode ? low : -1;
  }

  #inodeAt(index: number): number | undefined {
    return index < this.#length ? this.#halves[2 * index + HIGH] : undefined;
  }

  #seal(): void {
    if (this.#deleted) return;
    this.#words.subarray(0, this.#length).sort();
    this.#deleted = new Uint8Array(this.#length);
    for (let index = 0; index < this.#length; index += 1) {
      if (this.#inodeAt(index) !== this.#inodeAt(index - 1)) this.#size += 1;
    }
  }

  #grow(): void {
    const words = new BigUint64Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
    this.#halves = new Uint32Array(words.buffer);
  }
}
