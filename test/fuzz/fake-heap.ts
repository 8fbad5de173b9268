/** Memory that looks like a heap of CPython to the walk, and is none. */
import {
  CONTEXT_MAP,
  DEQUE,
  DICT,
  GC_GENERATIONS,
  LIST,
  LRU_CACHE,
  MODULE,
  SIZE,
  STRING,
  TYPE,
  TYPE_FLAGS,
  TYPE_OBJECT,
} from '../../src/python/layouts/common.ts';
import type { Layout } from '../../src/python/layouts/layout.ts';

const BYTES = 2 ** 19;
/** Where _PyRuntime is. */
export const RUNTIME = 0x2000;
const INTERPRETER = 0x4000;
const TYPES = 0x8000;
const TYPE_BYTES = 1024;
const NAMES = 0x1c000;
const OBJECTS = 0x20000;
const OBJECT_BYTES = 1024;

const NAMED = [
  ['list', TYPE_FLAGS.list],
  ['tuple', TYPE_FLAGS.tuple],
  ['dict', TYPE_FLAGS.dict],
  ['type', TYPE_FLAGS.type],
  ['str', TYPE_FLAGS.string],
  ['int', TYPE_FLAGS.int],
  ['set', 0],
  ['collections.deque', 0],
  ['module', 0],
  ['weakref', 0],
  ['function', 0],
  ['cell', 0],
  ['frame', 0],
  ['generator', 0],
  ['_thread._localdummy', 0],
  ['hamt_bitmap_node', 0],
  ['functools._lru_cache_wrapper', 0],
  ['ContextVar', 0],
  ['_socket.socket', 0],
  ['_io.FileIO', 0],
  ['select.epoll', 0],
  ['mmap.mmap', 0],
  ['sqlite3.Connection', 0],
  ['Connection', TYPE_FLAGS.heap],
  ['constructor', TYPE_FLAGS.heap | TYPE_FLAGS.managedDict | TYPE_FLAGS.inlineValues],
  ['Worker', TYPE_FLAGS.heap | TYPE_FLAGS.managedDict],
] as const;

export class FakeHeap {
  readonly bytes = Buffer.alloc(BYTES);
  readonly #next: () => number;

  private constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** Words of which this share points somewhere in it. */
  static random(seed: number, pointers: number): FakeHeap {
    const heap = new FakeHeap(seed);
    heap.#fill(0, BYTES, pointers);
    return heap;
  }

  /** So many collected objects of random types, each with random fields. */
  static objects(seed: number, count: number, layout: Layout): FakeHeap {
    const heap = new FakeHeap(seed);
    heap.#fill(RUNTIME, OBJECTS, 0.3);
    heap.#types(layout);
    heap.#fill(OBJECTS, BYTES, 0.5);
    const objects = Array.from({ length: count }, (_, index) => OBJECTS + 64 + index * OBJECT_BYTES);
    for (const object of objects) heap.#object(object, heap.#below(NAMED.length), objects);
    heap.#link(objects, layout);
    return heap;
  }

  /** Structures that a walk without a bound would follow for ever. */
  static endless(shape: 'dicts' | 'deques' | 'caches' | 'threads' | 'strings', layout: Layout): FakeHeap {
    const heap = new FakeHeap(1);
    heap.#types(layout);
    const objects = Array.from({ length: 300 }, (_, index) => OBJECTS + 64 + index * OBJECT_BYTES);
    const kind = {
      dicts: 'module',
      deques: 'collections.deque',
      caches: 'functools._lru_cache_wrapper',
      threads: 'frame',
      strings: 'module',
    }[shape];
    const type = NAMED.findIndex(([name]) => name === kind);
    for (const object of objects) {
      heap.#word(object, 1);
      heap.#word(object + TYPE, TYPES + type * TYPE_BYTES);
    }
    if (shape === 'dicts' || shape === 'strings') for (const object of objects) heap.#hugeDict(object, shape, layout);
    if (shape === 'deques') for (const object of objects) heap.#ring(object, DEQUE.left, DEQUE.blockNext);
    if (shape === 'caches') for (const object of objects) heap.#ring(object, LRU_CACHE.next, LRU_CACHE.next);
    heap.#link(objects, layout);
    if (shape === 'threads') heap.#threads(layout);
    return heap;
  }

  /** _Py_DebugOffsets, of which each may be anything. */
  tellOffsets(seed: number): void {
    const next = randomFrom(seed);
    this.bytes.write('xdebugpy', RUNTIME, 'latin1');
    for (let at = RUNTIME + 24; at < RUNTIME + 600; at += 8) {
      if (next() < 0.2) this.#word(at, Math.floor(next() * 2 ** (next() * 60)));
    }
  }

  #below(number: number): number {
    return Math.floor(this.#next() * number);
  }

  #word(at: number, value: number): void {
    this.bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at);
  }

  #fill(start: number, end: number, pointers: number): void {
    for (let at = start; at < end; at += 8) {
      const kind = this.#next();
      if (kind < pointers) this.#word(at, this.#below(BYTES / 8) * 8);
      else if (kind < 0.9) this.#word(at, this.#below(40));
      else this.#word(at, Math.floor(this.#next() * 2 ** (this.#next() * 64)));
    }
  }

  #types(layout: Layout): void {
    NAMED.forEach(([name, flags], index) => {
      const type = TYPES + index * TYPE_BYTES;
      const text = NAMES + index * 64;
      this.bytes.fill(0, text, text + 64);
      this.bytes.write(name, text, 'latin1');
      this.#word(type + TYPE, TYPES + 3 * TYPE_BYTES);
      this.#word(type + TYPE_OBJECT.name, text);
      this.#word(type + TYPE_OBJECT.flags, flags + TYPE_FLAGS.collected);
      this.#word(type + TYPE_OBJECT.basicSize, [0, 64, 200][index % 3]!);
      this.#word(type + TYPE_OBJECT.itemSize, index % 4 === 0 ? 8 : 0);
      this.#word(type + TYPE_OBJECT.dictOffset, index % 5 === 0 ? 16 : 0);
      this.#word(type + TYPE_OBJECT.base, index > 20 ? TYPES + this.#below(NAMED.length) * TYPE_BYTES : 0);
      this.#word(type + layout.heapType.cachedKeys, OBJECTS + this.#below(100) * 512);
    });
  }

  #object(object: number, type: number, objects: readonly number[]): void {
    this.#word(object, 1 + this.#below(3));
    this.#word(object + TYPE, TYPES + type * TYPE_BYTES);
    const some = () => objects[this.#below(objects.length)]!;
    // An fd, a size, a table: whatever this type has here.
    this.bytes.writeUInt32LE(this.#below(24), object + SIZE);
    for (const at of [LIST.items, DICT.keys, DICT.values, MODULE.dict, CONTEXT_MAP.items]) {
      if (this.#next() < 0.6) this.#word(object + at, some());
    }
    if (this.#next() < 0.5) this.#word(object + STRING.length, this.#below(30));
    if (this.#next() < 0.5) this.bytes.writeUInt32LE(0x64 | (this.#below(2) << 6), object + STRING.state);
  }

  /** Into the oldest generation; the others are empty. */
  #link(objects: readonly number[], layout: Layout): void {
    const own = layout.runtime.gcGenerations;
    this.#word(RUNTIME + layout.runtime.interpretersHead, INTERPRETER);
    this.#word(INTERPRETER + layout.interpreter.next, 0);
    this.#word(INTERPRETER + layout.interpreter.threadsHead, 0);
    const base = own !== null ? RUNTIME + own : INTERPRETER + layout.interpreter.gcGenerations!;
    for (const generation of GC_GENERATIONS) {
      this.#word(base + generation, base + generation);
      this.#word(base + generation + 8, base + generation);
    }
    const heads = [base + GC_GENERATIONS[2], ...objects.map(object => object - 16)];
    for (const [index, head] of heads.entries()) {
      this.#word(head, heads[(index + 1) % heads.length]!);
      this.#word(head + 8, heads[(index + heads.length - 1) % heads.length]!);
    }
  }

  /** The dict of a module that says it has 2^39 entries; with keys that are all one long string, or none. */
  #hugeDict(module: number, shape: 'dicts' | 'strings', layout: Layout): void {
    const [dict, keys, text] = [module + 128, module + 256, module + 400];
    this.#word(module + MODULE.dict, dict);
    this.#word(module + MODULE.name, text);
    this.#word(dict + TYPE, TYPES + 2 * TYPE_BYTES);
    this.#word(dict + DICT.keys, keys);
    if (shape === 'strings') {
      this.#word(text + TYPE, TYPES + 4 * TYPE_BYTES);
      this.#word(text + STRING.length, 4096);
      this.bytes.writeUInt32LE(0x24 | 0x40, text + STRING.state);
      for (let at = BYTES / 2; at < BYTES; at += 8) if (at > OBJECTS + 310 * OBJECT_BYTES) this.#word(at, text);
    }
    if (layout.keys === 'sized') {
      this.#word(keys + 8, 2 ** 40);
      this.#word(keys + 24, 0);
      this.#word(keys + 32, 2 ** 39);
    } else {
      this.bytes.set([40, 1, 1], keys + 8);
      this.#word(keys + 16, 0);
      this.#word(keys + 24, 2 ** 39);
    }
  }

  /** Links that lead round and round, and never back to where they began. */
  #ring(object: number, first: number, next: number): void {
    const links = [object + 128, object + 136];
    this.#word(object + first, links[0]!);
    this.#word(links[0]! + next, links[1]!);
    this.#word(links[1]! + next, links[0]!);
    if (first !== next) this.#word(object + DEQUE.right, 8);
  }

  /** A thread that is its own next one, with a frame that called itself. */
  #threads(layout: Layout): void {
    const [thread, frame, code] = [OBJECTS + 320 * 1024 - 4096 * 40, OBJECTS - 2048, OBJECTS - 1024];
    this.#word(INTERPRETER + layout.interpreter.threadsHead, thread);
    this.#word(thread + layout.thread.next, thread);
    const { at, through } = layout.thread.frame;
    this.#word(thread + at, through === undefined ? frame : thread + 512);
    if (through !== undefined) this.#word(thread + 512 + through, frame);
    this.#word(frame + layout.frame.code, code);
    this.#word(frame + layout.frame.previous, frame);
    for (const offset of layout.code.localNames) this.#word(code + offset, code + 512);
    this.#word(code + 512 + SIZE, 2 ** 40);
  }
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
