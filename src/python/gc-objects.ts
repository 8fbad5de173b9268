import type { Interpreter } from './interpreter.ts';
import { GC_GENERATIONS, GC_HEAD, TYPE } from './layouts/common.ts';
import type { Memory } from './memory.ts';
import { distinct, NumberList } from './number-list.ts';

export interface CollectedObjects {
  /** Addresses, ascending. */
  addresses: Float64Array;
  /** A list was changed while it was read, and not all of it may have been seen. */
  torn: boolean;
}

/** Looks at the clock after so many objects. */
const STRIDE = 4_096;
const MOST_INTERPRETERS = 64;
/** More than the collector ever lets the youngest generation grow to (700 to 3.12, 2,000 since). */
const MOST_YOUNG = 20_000;

/** Every interpreter of the process, the main one too; nearly always one. */
export function interpretersOf(memory: Memory, { runtime, layout }: Interpreter): number[] {
  const found: number[] = [];
  let address = memory.word(runtime + layout.runtime.interpretersHead);
  while (address > 0 && !found.includes(address) && found.length < MOST_INTERPRETERS) {
    found.push(address);
    address = memory.word(address + layout.interpreter.next);
  }
  return found;
}

/**
 * The objects that the garbage collector tracks: three generations, and those that gc.freeze() has set aside (servers do
 * it before they fork). Lists linked both ways (Modules/gcmodule.c); the worker goes on changing them. Where one breaks
 * off it is walked from its other end, too.
 */
export function collectedObjects(memory: Memory, interpreter: Interpreter): CollectedObjects {
  const { runtime, layout } = interpreter;
  const bases =
    layout.runtime.gcGenerations !== null
      ? [runtime + layout.runtime.gcGenerations]
      : interpretersOf(memory, interpreter).map(each => each + layout.interpreter.gcGenerations!);
  const list = new NumberList();
  let torn = false;
  for (const base of bases) {
    for (const generation of GC_GENERATIONS) {
      const head = base + generation;
      const before = list.length;
      if (walk(memory, head, list, nextOf) || memory.budget.reached !== null) continue;
      walk(memory, head, list, previousOf);
      // The youngest changes all the time, and what is missing there is of this moment. With the collector off it has all.
      torn ||= generation !== GC_GENERATIONS[0] || list.length - before > MOST_YOUNG;
    }
  }
  return { addresses: distinct(list.values().sort()), torn };
}

function nextOf(memory: Memory, head: number): number {
  return memory.word(head + GC_HEAD.next);
}

function previousOf(memory: Memory, head: number): number {
  const word = memory.word(head + GC_HEAD.previous);
  return word - (word % GC_HEAD.previousFlags);
}

/** Adds the objects of a list from its head on. False when it breaks off or goes round without its head. */
function walk(memory: Memory, head: number, list: NumberList, step: (memory: Memory, head: number) => number): boolean {
  let at = step(memory, head);
  // Brent: a mark that is moved on at every power of two is met again where a list goes round.
  let mark = 0;
  let power = 1;
  for (let count = 0; at !== head; count += 1) {
    if (at === 0 || (at & 7) !== 0 || at === mark) return false;
    const type = memory.word(at + GC_HEAD.size + TYPE);
    if (type === 0 || (type & 7) !== 0) return false;
    if (count === power) {
      mark = at;
      power *= 2;
    }
    list.push(at + GC_HEAD.size);
    if (count % STRIDE === STRIDE - 1 && memory.budget.spend(0, STRIDE)) return false;
    at = step(memory, at);
  }
  return true;
}
