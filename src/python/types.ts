import type { KeyTable } from './key-table.ts';
import { MEMBER, TYPE_FLAGS, TYPE_OBJECT } from './layouts/common.ts';
import type { Memory } from './memory.ts';

/** What an object's type makes of it, as far as the walk must tell. */
export type Kind =
  | 'list'
  | 'tuple'
  | 'dict'
  | 'set'
  | 'deque'
  | 'type'
  | 'module'
  | 'weakref'
  | 'function'
  | 'cell'
  | 'frame'
  | 'generator'
  | 'thread-local'
  | 'context-map'
  | 'lru-cache'
  | 'context-variable'
  | 'instance';

export interface TypeInfo {
  address: number;
  /** tp_name: `socket` of a class in Python, `_socket.socket` of a type in C. */
  name: string;
  kind: Kind;
  basicSize: number;
  itemSize: number;
  /** Instances begin with a managed dict's words. */
  managed: boolean;
  inlineValues: boolean;
  collected: boolean;
  /** Made by a `class` statement, or by C at run time. */
  heap: boolean;
  /** Where an instance has the pointer to its dict; 0 when it has none, or a managed one. */
  dictOffset: number;
  /** The type itself and what it is made of, by name: `socket`, `_socket.socket`, `object`. */
  bases: readonly string[];
  /** `ht_cached_keys`: the names of the attributes that its instances share the order of; 0 when there are none. */
  keys: number;
  /** What is there, once it was looked at; null when it makes no sense. */
  shared: KeyTable | null | undefined;
}

/** By the name of the type or of one of its bases. */
const KINDS = new Map<string, Kind>([
  ['set', 'set'],
  ['frozenset', 'set'],
  ['collections.deque', 'deque'],
  ['module', 'module'],
  ['weakref', 'weakref'],
  ['weakref.ReferenceType', 'weakref'],
  ['function', 'function'],
  ['cell', 'cell'],
  ['frame', 'frame'],
  ['generator', 'generator'],
  ['coroutine', 'generator'],
  ['async_generator', 'generator'],
  ['_thread._localdummy', 'thread-local'],
  ['functools._lru_cache_wrapper', 'lru-cache'],
  ['hamt_bitmap_node', 'context-map'],
  ['hamt_collision_node', 'context-map'],
  ['ContextVar', 'context-variable'],
  ['_contextvars.ContextVar', 'context-variable'],
]);

const MOST_BASES = 32;

/** Reads the types of a heap, each once. */
export class Types {
  readonly #memory: Memory;
  readonly #cachedKeys: number;
  readonly #known = new Map<number, TypeInfo>();
  #last: TypeInfo | null = null;

  /** `cachedKeys`: offset of `ht_cached_keys`. */
  constructor(memory: Memory, cachedKeys: number) {
    this.#memory = memory;
    this.#cachedKeys = cachedKeys;
  }

  /** For garbage in place of a type it gives garbage, of the kind `instance`. */
  at(address: number): TypeInfo {
    if (this.#last?.address === address) return this.#last;
    let info = this.#known.get(address);
    if (!info) {
      info = this.#read(address);
      this.#known.set(address, info);
    }
    this.#last = info;
    return info;
  }

  /** Name and offset of the slots (`__slots__`, members of C) of a type and its bases. */
  slotAt(type: TypeInfo, offset: number): string | null {
    for (let address = type.address, depth = 0; address > 0 && depth < MOST_BASES; depth += 1) {
      let member = this.#memory.word(address + TYPE_OBJECT.members);
      for (let index = 0; member > 0 && index < 100; index += 1, member += MEMBER.size) {
        const name = this.#memory.word(member + MEMBER.name);
        if (name === 0) break;
        if (this.#memory.word(member + MEMBER.offset) === offset) return this.#memory.cString(name);
      }
      address = this.#memory.word(address + TYPE_OBJECT.base);
    }
    return null;
  }

  #read(address: number): TypeInfo {
    const memory = this.#memory;
    const field = (offset: number) => memory.word(address + offset);
    const flags = field(TYPE_OBJECT.flags);
    const has = (flag: number) => (flags & flag) !== 0;
    const bases = this.#bases(address);
    const managed = has(TYPE_FLAGS.managedDict) && has(TYPE_FLAGS.heap);
    const dictOffset = memory.signed(address + TYPE_OBJECT.dictOffset);
    return {
      address,
      name: bases[0] ?? '?',
      kind: kindOf(flags, bases),
      basicSize: Math.min(field(TYPE_OBJECT.basicSize), 65_536),
      itemSize: Math.min(field(TYPE_OBJECT.itemSize), 4_096),
      managed,
      inlineValues: managed && has(TYPE_FLAGS.inlineValues),
      collected: has(TYPE_FLAGS.collected),
      heap: has(TYPE_FLAGS.heap),
      dictOffset: managed || dictOffset < 0 || dictOffset > 65_536 ? 0 : dictOffset,
      bases,
      keys: has(TYPE_FLAGS.heap) ? field(this.#cachedKeys) : 0,
      shared: undefined,
    };
  }

  #bases(address: number): string[] {
    const names: string[] = [];
    for (let base = address; base > 0 && names.length < MOST_BASES; base = this.#memory.word(base + TYPE_OBJECT.base)) {
      names.push(this.#memory.cString(this.#memory.word(base + TYPE_OBJECT.name)));
    }
    return names;
  }
}

function kindOf(flags: number, bases: readonly string[]): Kind {
  if ((flags & TYPE_FLAGS.list) !== 0) return 'list';
  if ((flags & TYPE_FLAGS.dict) !== 0) return 'dict';
  if ((flags & TYPE_FLAGS.tuple) !== 0) return 'tuple';
  // Bit 31: `&` would give a negative number, which is not 0 either.
  if ((flags & TYPE_FLAGS.type) !== 0) return 'type';
  for (const base of bases) {
    const kind = KINDS.get(base);
    if (kind) return kind;
  }
  return 'instance';
}
