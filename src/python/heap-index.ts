import type { Heap } from './heap.ts';
import { DEQUE, DICT, LIST, LRU_CACHE, MODULE, SET, SIZE, TYPE_OBJECT } from './layouts/common.ts';
import { distinct, lastUpTo, NumberList, orderOf, putInOrder } from './number-list.ts';
import { frameEnd, frameWithin, type RunningFrame, type Threads } from './threads.ts';
import type { TypeInfo } from './types.ts';

/** What a place in memory belongs to. */
export type Owner = { object: number; frame: null } | { object: null; frame: RunningFrame };

const STRIDE = 4_096;
const MOST_DEQUE_BLOCKS = 1_000_000;

/**
 * Finds the object that a place in memory belongs to: the object's own bytes, or a block that it owns (items of a list,
 * table of a dict or set, values of an instance). One pass over all objects; 8 bytes for each, 24 for each block.
 */
export class HeapIndex {
  readonly heap: Heap;
  /** Ascending. Dicts that hold nothing the collector cares for are among them, where they belong to something. */
  readonly objects: Float64Array;
  /** Modules and classes by the dict of their attributes. */
  readonly moduleOf = new Map<number, number>();
  readonly classOf = new Map<number, number>();
  readonly #threads: Threads;
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  readonly #owners: Float64Array;

  /** `visit` is called with each of the collected objects: whoever looks at them later must read them once more. */
  constructor(heap: Heap, collected: Float64Array, threads: Threads, visit: (object: number, type: TypeInfo) => void) {
    const { budget } = heap.memory;
    this.heap = heap;
    this.#threads = threads;
    const starts = new NumberList();
    const ends = new NumberList();
    const owners = new NumberList();
    const dicts = new NumberList();
    const add = (start: number, bytes: number, owner: number) => {
      if (start === 0 || !(bytes > 0)) return;
      starts.push(start);
      ends.push(start + bytes);
      owners.push(owner);
    };
    for (const [index, object] of collected.entries()) {
      if (index % STRIDE === 0) budget.spend(0, STRIDE);
      if (budget.reached !== null) break;
      const type = heap.typeOf(object);
      visit(object, type);
      addBlocks(heap, object, type, add);
      const dict = this.#dictOf(object, type);
      if (dict > 0 && collected[lastUpTo(collected, dict)] !== dict) dicts.push(dict);
    }
    // What has nothing in it that the collector cares for is in none of its lists: `{1: mmap}` up to 3.9.
    for (const [index, names] of [...this.moduleOf.keys(), ...this.classOf.keys()].entries()) {
      if (!budget.allows(index, STRIDE)) break;
      for (const value of heap.valuesIn(names)) {
        const isDict = value > 0 && heap.typeOf(value).kind === 'dict';
        if (isDict && collected[lastUpTo(collected, value)] !== value) dicts.push(value);
      }
    }
    const untracked = distinct(dicts.values().sort()).filter(dict => heap.typeOf(dict).kind === 'dict');
    for (const dict of untracked) addBlocks(heap, dict, heap.typeOf(dict), add);
    this.objects = merge(collected, untracked);

    [this.#starts, this.#ends, this.#owners] = [starts.values(), ends.values(), owners.values()];
    putInOrder([this.#starts, this.#ends, this.#owners], orderOf(this.#starts));
  }

  /** Null where no object known owns it: C's own memory, stacks, what was freed. */
  ownerOf(place: number): Owner | null {
    const frame = this.#threads.frames.find(({ address, end }) => place >= address && place < end);
    if (frame) return { object: null, frame };
    const object = this.#bodyAt(place) || this.#blockAt(place);
    return object === 0 ? null : { object, frame: null };
  }

  isThreadDict(object: number): boolean {
    return this.#threads.dicts.has(object);
  }

  /** The running frame that a frame object is; to 3.10 they are the same. */
  runningFrame(object: number): RunningFrame | null {
    return this.#threads.frames.find(({ address }) => address === object) ?? null;
  }

  /** An object's `__dict__`, a class's or a module's; 0 when it has none. Notes whose it is. */
  #dictOf(object: number, type: TypeInfo): number {
    const { memory, layout } = this.heap;
    if (type.kind === 'module' || type.kind === 'type') {
      const dict = memory.word(object + (type.kind === 'module' ? MODULE.dict : TYPE_OBJECT.dict));
      if (dict > 0) (type.kind === 'module' ? this.moduleOf : this.classOf).set(dict, object);
      return dict;
    }
    if (type.managed) {
      const dict = memory.word(object + layout.instance.dict);
      return dict % 8 === 0 ? dict : 0;
    }
    return type.dictOffset > 0 ? memory.word(object + type.dictOffset) : 0;
  }

  #bodyAt(place: number): number {
    const { prefix } = this.heap.layout.instance;
    const last = lastUpTo(this.objects, place + prefix);
    for (let index = last; index >= 0 && index > last - 3; index -= 1) {
      const object = this.objects[index]!;
      const type = this.heap.typeOf(object);
      // The collector's own 16 bytes before an object point to its neighbours, not to what it holds.
      if (place < object) {
        if (type.managed && place >= object - prefix && place < object - 16) return object;
      } else if (place < object + bodySize(this.heap, object, type)) return object;
    }
    return 0;
  }

  #blockAt(place: number): number {
    const last = lastUpTo(this.#starts, place);
    for (let index = last; index >= 0 && index > last - 3; index -= 1) {
      if (place < this.#ends[index]!) return this.#owners[index]!;
    }
    return 0;
  }
}

function bodySize(heap: Heap, object: number, type: TypeInfo): number {
  const { basicSize, itemSize, kind } = type;
  // A set that has grown leaves what it had in its own small table there: those pointers are stale.
  if (kind === 'set' && heap.memory.word(object + SET.table) !== object + SET.smallTable) return SET.smallTable;
  const frame = kind === 'frame' || kind === 'generator' ? frameWithin(heap, object, type) : 0;
  if (frame > 0) return frameEnd(heap, frame) - object;
  const items = itemSize === 0 ? 0 : Math.min(Math.abs(heap.memory.signed(object + SIZE)), 2 ** 24) * itemSize;
  const values = type.inlineValues ? (heap.layout.instance.inline ?? 0) + valuesSize(heap, type) : 0;
  return basicSize + items + values;
}

/** Of the values that instances of a class share the keys of. */
function valuesSize(heap: Heap, type: TypeInfo): number {
  return (heap.sharedKeys(type)?.capacity ?? 30) * 8;
}

function addBlocks(
  heap: Heap,
  object: number,
  type: TypeInfo,
  add: (start: number, bytes: number, owner: number) => void,
): void {
  const { memory, layout } = heap;
  const field = (offset: number) => memory.word(object + offset);
  switch (type.kind) {
    case 'list':
      add(field(LIST.items), field(SIZE) * 8, object);
      break;
    case 'dict': {
      const values = field(DICT.values);
      const keys = heap.keysOf(object);
      if (values !== 0) add(values, layout.instance.valuesHeader + (keys?.capacity ?? 30) * 8, object);
      else if (keys) add(field(DICT.keys), keys.bytes, object);
      break;
    }
    case 'set': {
      const table = field(SET.table);
      if (table !== object + SET.smallTable) add(table, (field(SET.mask) + 1) * SET.entry, object);
      break;
    }
    case 'lru-cache':
      for (const link of heap.lruLinks(object)) add(link, LRU_CACHE.linkSize, object);
      break;
    case 'deque': {
      const right = field(DEQUE.right);
      let block = field(DEQUE.left);
      for (let count = 0; block > 0 && count < MOST_DEQUE_BLOCKS && memory.budget.allows(count); count += 1) {
        // What was taken out stays in the block until something is put in its place.
        const first = count === 0 ? field(DEQUE.leftIndex) : 0;
        const last = block === right ? field(DEQUE.rightIndex) : DEQUE.blockLength - 1;
        add(block + DEQUE.blockItems + first * 8, (last - first + 1) * 8, object);
        if (block === right) break;
        block = memory.word(block + DEQUE.blockNext);
      }
      break;
    }
  }
  if (type.managed) add(heap.valuesOf(object), valuesSize(heap, type), object);
}

/** Both ascending. */
function merge(some: Float64Array, others: Float64Array): Float64Array {
  if (others.length === 0) return some;
  const all = new Float64Array(some.length + others.length);
  for (let index = 0, a = 0, b = 0; index < all.length; index += 1) {
    const isFirst = b === others.length || (a < some.length && some[a]! < others[b]!);
    all[index] = isFirst ? some[a++]! : others[b++]!;
  }
  return all;
}
