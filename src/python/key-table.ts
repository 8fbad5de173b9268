import type { Layout } from './layouts/layout.ts';
import type { Memory } from './memory.ts';

/** The keys of a dict, or those that the instances of a class share. */
export interface KeyTable {
  /** Address of the first entry. */
  entries: number;
  entrySize: number;
  /** Of the key in an entry; its value follows, unless the dict has its values apart. */
  keyOffset: number;
  /** Entries in use, deleted ones too. */
  count: number;
  /** Entries that there is room for. */
  capacity: number;
  /** From its start, all of it. */
  bytes: number;
}

/** A dict of 2^40 entries does not exist: that is garbage. */
const MOST_LOG2 = 40;

/**
 * Reads the head of a PyDictKeysObject: indices of 1, 2, 4 or 8 bytes, then entries of hash, key, value; from 3.11 on
 * without the hash where all keys are strings. Null when it makes no sense: torn, or freed.
 */
export function keyTable(memory: Memory, kind: Layout['keys'], address: number): KeyTable | null {
  if (address === 0) return null;
  return kind === 'sized' ? sizedTable(memory, address) : log2Table(memory, address);
}

/** To 3.10 (Objects/dict-common.h): refcount, size, lookup function, usable, entries. */
function sizedTable(memory: Memory, address: number): KeyTable | null {
  const size = memory.word(address + 8);
  if (size < 1 || size > 2 ** MOST_LOG2 || !Number.isInteger(Math.log2(size))) return null;
  const width = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8;
  const used = memory.word(address + 32);
  return checked(address, 40 + size * width, 24, 8, used, memory.word(address + 24) + used, size);
}

/** From 3.11 on (Include/internal/pycore_dict.h): refcount, log2 of the size, of the indices' bytes, kind, usable, entries. */
function log2Table(memory: Memory, address: number): KeyTable | null {
  const [log2Size, log2Bytes, kind] = [8, 9, 10].map(offset => memory.byte(address + offset)) as [
    number,
    number,
    number,
  ];
  if (log2Size > MOST_LOG2 || log2Bytes > MOST_LOG2 + 3 || kind > 2) return null;
  const used = memory.word(address + 24);
  const [entrySize, keyOffset] = kind === 0 ? [24, 8] : [16, 0];
  const capacity = memory.word(address + 16) + used;
  return checked(address, 32 + 2 ** log2Bytes, entrySize, keyOffset, used, capacity, 2 ** log2Size);
}

function checked(
  address: number,
  head: number,
  entrySize: number,
  keyOffset: number,
  count: number,
  capacity: number,
  size: number,
): KeyTable | null {
  if (count > capacity || capacity > size) return null;
  return {
    entries: address + head,
    entrySize,
    keyOffset,
    count,
    capacity,
    bytes: head + capacity * entrySize,
  };
}
