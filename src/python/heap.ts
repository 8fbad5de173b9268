import { type KeyTable, keyTable } from './key-table.ts';
import {
  DICT,
  INT,
  LIST,
  LRU_CACHE,
  MODULE,
  SET,
  SIZE,
  STRING,
  TUPLE,
  TYPE,
  TYPE_FLAGS,
  TYPE_OBJECT,
} from './layouts/common.ts';
import type { Layout } from './layouts/layout.ts';
import type { Memory } from './memory.ts';
import { type TypeInfo, Types } from './types.ts';

const MOST_LINKS = 1_000_000;
/** Longer strings are no names. */
const MOST_CHARACTERS = 4_096;

/** Reads single objects. What is torn or garbage comes back as null or 0, never as an error. */
export class Heap {
  readonly memory: Memory;
  readonly layout: Layout;
  readonly types: Types;

  constructor(memory: Memory, layout: Layout) {
    this.memory = memory;
    this.layout = layout;
    this.types = new Types(memory, layout.heapType.cachedKeys);
  }

  typeOf(object: number): TypeInfo {
    return this.types.at(this.memory.word(object + TYPE));
  }

  /** The text of a str; null for any other object. Compact strings only: names are (PEP 393). */
  text(object: number): string | null {
    const { memory, layout } = this;
    if (object === 0 || !this.#isA(object, TYPE_FLAGS.string)) return null;
    const length = memory.word(object + STRING.length);
    if (length > MOST_CHARACTERS) return null;
    const state = memory.uint32(object + STRING.state);
    const [width, isCompact, isAscii] = [(state >>> 2) & 7, (state >>> 5) & 1, (state >>> 6) & 1];
    if (!isCompact || (width !== 1 && width !== 2 && width !== 4)) return null;
    const bytes = memory.kept(object + (isAscii ? layout.string.ascii : layout.string.compact), length * width);
    if (width === 1) return bytes.toString('latin1');
    if (width === 2) return bytes.toString('utf16le');
    const points = Array.from({ length }, (_, index) => bytes.readUInt32LE(index * 4));
    return points.every(point => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
  }

  /** The value of a small int; null for any other object. */
  int(object: number): number | null {
    const { memory, layout } = this;
    if (object === 0 || !this.#isA(object, TYPE_FLAGS.int)) return null;
    const tag = memory.signed(object + INT.tag);
    const [digits, sign] =
      layout.int === 'tag' ? [Math.floor(tag / 8), 1 - (tag % 4)] : [Math.abs(tag), Math.sign(tag)];
    if (digits > 2) return null;
    let value = 0;
    for (let index = 0; index < digits; index += 1) {
      value += memory.uint32(object + INT.digits + index * 4) * 2 ** (30 * index);
    }
    return value * sign;
  }

  /** The links of a bounded lru_cache, which no collector knows of; an unbounded one has none. */
  *lruLinks(cache: number): Generator<number> {
    let link = this.memory.word(cache + LRU_CACHE.next);
    for (let count = 0; link > 0 && link !== cache && count < MOST_LINKS && this.#allows(count); count += 1) {
      yield link;
      link = this.memory.word(link + LRU_CACHE.next);
    }
  }

  /** How many entries a collection has; null for what is none. */
  length(object: number): number | null {
    const { kind } = this.typeOf(object);
    if (kind === 'list' || kind === 'tuple' || kind === 'deque') return this.memory.word(object + SIZE);
    if (kind === 'dict') return this.memory.word(object + DICT.used);
    if (kind === 'lru-cache') return [...this.lruLinks(object)].length;
    return kind === 'set' ? this.memory.word(object + SET.used) : null;
  }

  /** The keys of a dict; null when they are torn. */
  keysOf(dict: number): KeyTable | null {
    return keyTable(this.memory, this.layout.keys, this.memory.word(dict + DICT.keys));
  }

  /** The keys that the instances of a class share; null when there are none. */
  sharedKeys(type: TypeInfo): KeyTable | null {
    if (type.shared === undefined) type.shared = keyTable(this.memory, this.layout.keys, type.keys);
    return type.shared;
  }

  /** Where the values of a managed instance lie apart from it (3.11, 3.12); 0 when it has a dict in place of them. */
  valuesOf(object: number): number {
    const { values } = this.layout.instance;
    if (values === null) return 0;
    const word = this.memory.word(object + values.at);
    // 3.12: the lowest bit, set, says that it is no dict; it is one too low.
    if (values.tag === 1) return word % 2 === 1 ? word + 1 : 0;
    return word;
  }

  /** Where the attributes of an instance lie apart from a dict, in the order of its class's keys; 0 when they do not. */
  attributesOf(object: number, type: TypeInfo): number {
    const { inline } = this.layout.instance;
    return type.inlineValues && inline !== null ? object + type.basicSize + inline : this.valuesOf(object);
  }

  /** The value of an attribute of an instance; 0 when it has none of this name. */
  attribute(object: number, name: string): number {
    const type = this.typeOf(object);
    const values = type.managed ? this.attributesOf(object, type) : 0;
    const keys = values > 0 ? this.sharedKeys(type) : null;
    for (let index = 0; keys && index < keys.count && this.#allows(index); index += 1) {
      const key = this.memory.word(keys.entries + index * keys.entrySize + keys.keyOffset);
      if (this.text(key) === name) return this.memory.word(values + index * 8);
    }
    const at = type.managed ? this.layout.instance.dict : type.dictOffset;
    const dict = at === 0 ? 0 : this.memory.word(object + at);
    return dict > 0 && dict % 8 === 0 ? this.lookUp(dict, name) : 0;
  }

  /** The value that a dict has for a string; 0 when none. */
  lookUp(dict: number, name: string): number {
    const table = this.keysOf(dict);
    if (!table) return 0;
    const values = this.memory.word(dict + DICT.values);
    for (let index = 0; index < table.count && this.#allows(index); index += 1) {
      const key = this.memory.word(table.entries + index * table.entrySize + table.keyOffset);
      if (key === 0 || this.text(key) !== name) continue;
      if (values !== 0) return this.memory.word(values + this.layout.instance.valuesHeader + index * 8);
      return this.memory.word(table.entries + index * table.entrySize + table.keyOffset + 8);
    }
    return 0;
  }

  /** The values of a dict, 0 for one that was taken out. */
  *valuesIn(dict: number): Generator<number> {
    const table = this.keysOf(dict);
    const values = this.memory.word(dict + DICT.values);
    for (let index = 0; table && index < table.count && this.#allows(index); index += 1) {
      if (values !== 0) yield this.memory.word(values + this.layout.instance.valuesHeader + index * 8);
      else yield this.memory.word(table.entries + index * table.entrySize + table.keyOffset + 8);
    }
  }

  /** The items of a tuple or list. */
  items(object: number, most = 1_000): number[] {
    const { kind } = this.typeOf(object);
    if (kind !== 'list' && kind !== 'tuple') return [];
    const start = kind === 'tuple' ? object + TUPLE.items : this.memory.word(object + LIST.items);
    const length = Math.min(this.memory.word(object + SIZE), most);
    return Array.from({ length }, (_, index) => this.memory.word(start + index * 8));
  }

  moduleName(module: number): string {
    return this.text(this.memory.word(module + MODULE.name)) ?? '?';
  }

  /** `rifa.apis.Client`, `socket.socket`, `list`. */
  typeName({ address, name, heap }: TypeInfo): string {
    if (!heap) return name.replace(/^builtins\./, '');
    const qualname = this.text(this.memory.word(address + this.layout.heapType.qualname)) ?? name;
    const module = this.typeModule(address) ?? (name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : null);
    return module === null || module === 'builtins' ? qualname : `${module}.${qualname}`;
  }

  /** `__module__` of a class. */
  typeModule(type: number): string | null {
    return this.text(this.lookUp(this.memory.word(type + TYPE_OBJECT.dict), '__module__'));
  }

  #allows(step: number): boolean {
    return this.memory.budget.allows(step);
  }

  #isA(object: number, flag: number): boolean {
    return (this.memory.word(this.memory.word(object + TYPE) + TYPE_OBJECT.flags) & flag) !== 0;
  }
}
