import type { Holding } from '../model/origin.ts';
import { printable } from '../model/printable.ts';
import type { HeapIndex } from './heap-index.ts';
import { isLibraryFile } from './library.ts';
import { codeOf, fileOf, type Root } from './roots.ts';
import type { Held, Link } from './search.ts';
import type { Step } from './steps.ts';

/** An object on the way from a name to the fd, as Python sees it. */
export interface PathPart {
  object: number;
  /** `rifa.apis.Client`, `list`. */
  type: string;
  /** Module of its class. */
  module: string | null;
  /** How it refers to the next one; `__dict__` is not seen any more. */
  step: Step;
}

/** Who holds an fd, with all that the source is searched by. */
export interface Holder {
  heldBy: string;
  how: Holding;
  root: Root | null;
  container: { type: string; length: number } | null;
  /** The attribute that the container is, of an instance. */
  attribute: { class: string; module: string | null; name: string } | null;
  /** The function whose closure or default it is, qualified as in its module; null when it is none. */
  function: string | null;
  /** Behind the container: the object that was put into it, first, down to the fd's own. */
  inside: PathPart[];
  /** The search ended at a bound. */
  cut: boolean;
}

/** Turns what was found in memory into Python's names. `object` owns the fd. */
export function holderOf(index: HeapIndex, held: Held, object: number): Holder {
  const parts = partsOf(index, held.links);
  const end: PathPart = { object, ...typeOf(index, object), step: { kind: 'other' } };
  if (held.root === null) return rootless(index, held, [...parts, end]);
  const { root } = held;
  // The first link of a root is its dict (or its frame): the name stands for it.
  const below = [...parts.slice(1), end];
  const at = longestAt(index, below);
  const container = at < 0 ? null : { type: below[at]!.type, length: index.heap.length(below[at]!.object) ?? 0 };
  const path = below.slice(0, Math.max(0, at));
  const attribute = path.at(-1)?.step.kind === 'attribute' ? attributeOf(path.at(-1)!) : null;
  const isThreads = below.some(part => isThreadLocal(index, part.object));
  const how = isThreads ? 'thread-local' : root.how !== 'frame' && attribute ? 'instance-attribute' : root.how;
  return {
    heldBy: printable(nameOf(root) + path.map(stepText).join('')),
    how,
    root,
    container,
    attribute,
    function: functionOf(index, path),
    inside: below.slice(at + 1),
    cut: false,
  };
}

function functionOf({ heap }: HeapIndex, path: readonly PathPart[]): string | null {
  const part = path.find(({ step }) => step.kind === 'function');
  return part ? heap.text(heap.memory.word(part.object + heap.layout.function.qualname)) : null;
}

function attributeOf({ type, module, step }: PathPart): Holder['attribute'] {
  return { class: type, module, name: step.kind === 'attribute' ? step.name : '' };
}

/** The parts from the root down; an instance and its `__dict__` are one, with the attribute as the step. */
function partsOf(index: HeapIndex, links: readonly Link[]): PathPart[] {
  const parts: PathPart[] = [];
  for (const [position, { object, step }] of links.entries()) {
    const above = links[position - 1];
    if (above?.step.kind === 'dict' && step.kind === 'key') {
      parts.at(-1)!.step = { kind: 'attribute', name: step.key ?? '?' };
      continue;
    }
    // Its values in each thread: a dict in a dict. To Python they are its attributes.
    const local = parts.at(-2);
    if (step.kind === 'key' && above?.step.kind === 'key' && local && isThreadLocal(index, local.object)) {
      parts.length -= 1;
      local.step = { kind: 'attribute', name: step.key ?? '?' };
      continue;
    }
    parts.push({ object, ...typeOf(index, object), step });
  }
  return parts;
}

/** A `threading.local`, or of a class made of it. */
function isThreadLocal({ heap }: HeapIndex, object: number): boolean {
  return heap.typeOf(object).bases.includes('_thread._local');
}

function typeOf({ heap }: HeapIndex, object: number): { type: string; module: string | null } {
  const type = heap.typeOf(object);
  return { type: heap.typeName(type), module: type.heap ? heap.typeModule(type.address) : null };
}

/** Which part has the most entries: in a dict of lists it may be either. -1 when none has more than one. */
function longestAt({ heap }: HeapIndex, parts: readonly PathPart[]): number {
  let longest = -1;
  let most = 1;
  for (const [position, { object, step }] of parts.entries()) {
    if (step.kind !== 'item' && step.kind !== 'key') continue;
    const length = heap.length(object) ?? 0;
    if (length <= most || heap.typeOf(object).kind === 'tuple') continue;
    longest = position;
    most = length;
  }
  return longest;
}

function nameOf(root: Root): string {
  switch (root.how) {
    case 'module-global':
      return `${root.module}.${root.name}`;
    case 'class-attribute':
      return `${root.module}.${root.class}.${root.name}`;
    case 'frame':
      return root.name === null
        ? `a running call of ${root.function}()`
        : `${root.name} in a running call of ${root.function}()`;
    case 'thread-local':
      return root.name;
  }
}

function stepText({ step, type }: PathPart): string {
  // The tuple of a function's closure or defaults, or of a pair.
  if (type === 'tuple') return '';
  if (step.kind === 'attribute') return `.${step.name}`;
  if (step.kind === 'function') return step.part === 'closure' ? ' (closure)' : ' (default argument)';
  return step.kind === 'item' || step.kind === 'key' ? '[…]' : '';
}

/** Objects that no name leads to: a cycle, or something that only C knows. */
function rootless(index: HeapIndex, held: Held, parts: PathPart[]): Holder {
  const { heap } = index;
  const frame = parts.find(({ object }) => heap.typeOf(object).kind === 'frame');
  const own = parts.find(({ module }) => module !== null && !isLibraryFile(fileOf(index, module)));
  const code = frame === undefined ? null : codeOfFrame(index, frame.object);
  const what = own?.type ?? (code ? `the call of ${code}() that failed` : null);
  const known = { root: null, container: null, attribute: null, function: null, inside: parts, cut: held.cut };
  if (held.cycle) {
    return {
      ...known,
      how: 'cycle',
      heldBy: `only a cycle${what ? ` of ${what}` : ''} (waits for garbage collection)`,
    };
  }
  return {
    ...known,
    how: 'none',
    heldBy: held.cut ? 'not found: the search was cut off' : 'no Python name: C code, or a call that waits',
  };
}

function codeOfFrame(index: HeapIndex, frame: number): string {
  const { memory, layout } = index.heap;
  const running = layout.minor < 11 ? frame : memory.word(frame + 24);
  return codeOf(index, memory.word(running + layout.frame.code)).name;
}
