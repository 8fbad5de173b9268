import type { Holding } from '../model/origin.ts';
import { printable } from '../model/printable.ts';
import type { HeapIndex } from './heap-index.ts';
import { chainName, exactStep, pathText, stepText } from './holder-names.ts';
import { isLibraryFile } from './library.ts';
import { isThreadLocal, type PathPart, partOf, partsOf } from './path-parts.ts';
import { fileOf, type Root } from './roots.ts';
import type { Held } from './search.ts';

/** Who holds an fd, with all that the source is searched by. */
export interface Holder {
  heldBy: string;
  /** The same with the keys of dicts, where they are names. */
  exactly: string;
  how: Holding;
  root: Root | null;
  /** Other names of the same object that the root has: what imports it. */
  aliases: readonly Root[];
  /** The name that this object was defined by, where it is a function; else null. */
  definedAs: string | null;
  container: { type: string; length: number } | null;
  /** From behind the root's name to what has the container (or the object) in it. */
  path: PathPart[];
  /** The attribute that the container is, of an instance. */
  attribute: { class: string; module: string | null; name: string } | null;
  /** The function whose closure or default it is, by the name it goes by and by that of its code; none when it is none. */
  functions: readonly string[];
  /** Behind the container: the object that was put into it, first, down to the fd's own. */
  inside: PathPart[];
  /** The search ended at a bound. */
  cut: boolean;
}

/**
 * Turns what was found in memory into Python's names. `object` owns the fd. `isFork` tells whether of a collection several
 * entries lead to fds, so far as these were sampled: one entry alone is not what a collection leaks by.
 */
export function holderOf(
  index: HeapIndex,
  held: Held,
  object: number,
  isFork: (collection: number) => boolean,
): Holder {
  const parts = partsOf(index, held.links);
  const end = partOf(index, object, { kind: 'other' });
  if (held.root === null) return rootless(index, held, [...parts, end]);
  const { root, aliases } = held;
  // The first link of a root is its dict (or its frame): the name stands for it.
  const below = [...parts.slice(1), end];
  const at = containerAt(index, below, isFork);
  const container = at < 0 ? null : { type: below[at]!.type, length: index.heap.length(below[at]!.object) ?? 0 };
  const path = below.slice(0, Math.max(0, at));
  const attribute = path.at(-1)?.step.kind === 'attribute' ? attributeOf(path.at(-1)!) : null;
  const isThreads = below.some(part => isThreadLocal(index, part.object));
  const isInstances = attribute && root.how !== 'frame' && root.how !== 'context-variable';
  return {
    heldBy: printable(pathText(root, path, stepText)),
    exactly: printable(pathText(root, path, exactStep)),
    how: isThreads ? 'thread-local' : isInstances ? 'instance-attribute' : root.how,
    root,
    aliases,
    definedAs: index.heap.typeOf(below[0]!.object).kind === 'function' ? qualifiedName(index, below[0]!) : null,
    container,
    path,
    attribute,
    functions: functionsOf(index, path),
    inside: below.slice(at + 1),
    cut: false,
  };
}

function functionsOf(index: HeapIndex, path: readonly PathPart[]): string[] {
  const part = path.findLast(({ step }) => step.kind === 'function');
  if (!part) return [];
  // functools.wraps gives a function the name of the one in it.
  return [...new Set([qualifiedName(index, part), part.code?.name ?? null])].filter(name => name !== null);
}

function qualifiedName({ heap }: HeapIndex, { object }: PathPart): string | null {
  return heap.text(heap.memory.word(object + heap.layout.function.qualname));
}

function attributeOf({ type, module, step }: PathPart): Holder['attribute'] {
  return { class: type, module, name: step.kind === 'attribute' ? step.name : '' };
}

const PAIR = 3;

/**
 * The collection that leaks: the one with the most entries, in a dict of lists it may be either. Those that all fds lie
 * behind one entry of come last. -1 when none has more than one.
 */
function containerAt({ heap }: HeapIndex, parts: readonly PathPart[], isFork: (collection: number) => boolean): number {
  const collections = parts.flatMap(({ object, step }, position) => {
    if (step.kind !== 'item' && step.kind !== 'key') return [];
    const length = heap.length(object) ?? 0;
    const isTuple = heap.typeOf(object).kind === 'tuple';
    return length > 1 ? [{ position, length, isTuple, forks: isFork(object) }] : [];
  });
  const likely = [
    collections.filter(({ forks, isTuple }) => forks && !isTuple),
    collections.filter(({ isTuple }) => !isTuple),
    // A pair is no collection; a tuple that grows is made anew each time.
    collections.filter(({ forks, length }) => forks && length > PAIR),
  ];
  const found = likely.find(each => each.length > 0) ?? [];
  const first = { position: -1, length: 0 };
  return found.reduce((best, each) => (each.length > best.length ? each : best), first).position;
}

/** Objects that no name leads to: a cycle, a long chain, or something that only C knows. */
function rootless(index: HeapIndex, held: Held, inside: PathPart[]): Holder {
  const known = {
    root: null,
    aliases: [],
    definedAs: null,
    container: null,
    path: [],
    attribute: null,
    functions: [],
    inside,
    cut: held.cut,
  };
  const named = (how: Holding, heldBy: string): Holder => ({ ...known, how, heldBy, exactly: heldBy });
  if (held.cut) {
    const chain = chainName(inside);
    if (chain) return named('chain', `a chain of ${printable(chain)}, each held by the next one`);
    return named('none', 'not found: the search was cut off');
  }
  if (held.cycle) {
    const own = inside.find(({ module }) => module !== null && !isLibraryFile(fileOf(index, module)));
    const call = inside.find(({ code, step }) => code !== null && step.kind === 'local')?.code;
    const what = own?.type ?? (call ? `the call of ${call.name}() that failed` : null);
    return named('cycle', `only a cycle${what ? ` of ${what}` : ''} (waits for garbage collection)`);
  }
  return named('none', 'no Python name: C code, or a call that waits');
}
