import type { Heap } from './heap.ts';
import { CONTEXT_MAP, CONTEXT_VARIABLE, DICT, TYPE_OBJECT } from './layouts/common.ts';
import { localNames, type RunningFrame } from './threads.ts';
import type { TypeInfo } from './types.ts';

/** How one object refers to another. */
export type Step =
  /** An entry of a dict, by its key as far as that is text or a number. */
  | { kind: 'key'; key: string | null }
  /** An entry of a list, tuple, set or deque. */
  | { kind: 'item' }
  | { kind: 'attribute'; name: string }
  /** An object's `__dict__`. */
  | { kind: 'dict' }
  /** A local variable of a function that runs; null for a value in between. */
  | { kind: 'local'; name: string | null }
  /** The value of a context variable, by the variable's name. */
  | { kind: 'variable'; name: string }
  /** What a function closes over, or a default of its arguments. */
  | { kind: 'function'; part: 'closure' | 'default' }
  /** Some field of an object in C. */
  | { kind: 'other' };

/** What a place in an object, or in a block of it, is to Python. */
export function stepAt(heap: Heap, object: number, place: number): Step {
  const type = heap.typeOf(object);
  switch (type.kind) {
    case 'dict': {
      const key = dictKeyAt(heap, object, place);
      if (key !== undefined) return { kind: 'key', key };
      break;
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'deque':
      if (place < object || place >= object + type.basicSize || !isSlot(type, place - object)) return { kind: 'item' };
      break;
    case 'lru-cache':
      if (place < object || place >= object + type.basicSize) return { kind: 'item' };
      break;
    case 'function': {
      const { closure, defaults, kwDefaults } = heap.layout.function;
      if (place === object + closure) return { kind: 'function', part: 'closure' };
      if (place === object + defaults || place === object + kwDefaults) return { kind: 'function', part: 'default' };
      break;
    }
    case 'context-map': {
      const name =
        (place - object - CONTEXT_MAP.items) % 16 === 8 ? variableName(heap, heap.memory.word(place - 8)) : null;
      if (name !== null) return { kind: 'variable', name };
      break;
    }
  }
  return attributeAt(heap, object, type, place);
}

function variableName(heap: Heap, variable: number): string | null {
  if (variable === 0 || heap.typeOf(variable).kind !== 'context-variable') return null;
  return heap.text(heap.memory.word(variable + CONTEXT_VARIABLE.name));
}

/** A local variable of a running frame. */
export function localAt(heap: Heap, frame: RunningFrame, place: number): Step {
  const index = (place - frame.locals) / 8;
  const name = Number.isInteger(index) && index >= 0 ? localNames(heap, frame.code)[index] : undefined;
  return { kind: 'local', name: name === undefined ? null : heap.text(name) };
}

function isSlot(type: TypeInfo, offset: number): boolean {
  return type.dictOffset > 0 && offset === type.dictOffset;
}

function attributeAt(heap: Heap, object: number, type: TypeInfo, place: number): Step {
  const { instance } = heap.layout;
  if (type.managed) {
    if (place === object + instance.dict) return { kind: 'dict' };
    const values = heap.attributesOf(object, type);
    const keys = heap.sharedKeys(type);
    const index = (place - values) / 8;
    if (values > 0 && keys && index >= 0 && index < keys.capacity) {
      const name = heap.text(heap.memory.word(keys.entries + index * keys.entrySize + keys.keyOffset));
      return name === null ? { kind: 'other' } : { kind: 'attribute', name };
    }
  }
  if (type.dictOffset > 0 && place === object + type.dictOffset) return { kind: 'dict' };
  if (type.kind === 'type' && place === object + TYPE_OBJECT.dict) return { kind: 'dict' };
  const slot = heap.types.slotAt(type, place - object);
  return slot === null ? { kind: 'other' } : { kind: 'attribute', name: slot };
}

/** Undefined when the place is no value of the dict (but a key, or torn). */
function dictKeyAt(heap: Heap, dict: number, place: number): string | null | undefined {
  const { memory, layout } = heap;
  const keys = heap.keysOf(dict);
  if (!keys) return undefined;
  const values = memory.word(dict + DICT.values);
  const index =
    values === 0
      ? Math.floor((place - keys.entries) / keys.entrySize)
      : (place - values - layout.instance.valuesHeader) / 8;
  if (!Number.isInteger(index) || index < 0 || index >= keys.count) return undefined;
  const entry = keys.entries + index * keys.entrySize + keys.keyOffset;
  if (values === 0 && place === entry) return undefined;
  const key = memory.word(entry);
  return heap.text(key) ?? heap.int(key)?.toString() ?? null;
}
