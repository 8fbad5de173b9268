import type { HeapIndex } from './heap-index.ts';
import { type Code, codeIn } from './roots.ts';
import type { Link } from './search.ts';
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
  /** What a frame, a generator or a function runs; null for any other object. */
  code: Code | null;
}

/** The parts from the root down; an instance and its `__dict__` are one, with the attribute as the step. */
export function partsOf(index: HeapIndex, links: readonly Link[]): PathPart[] {
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
    parts.push(partOf(index, object, step));
  }
  return parts;
}

export function partOf(index: HeapIndex, object: number, step: Step): PathPart {
  const { heap } = index;
  const type = heap.typeOf(object);
  return {
    object,
    type: heap.typeName(type),
    module: type.heap ? heap.typeModule(type.address) : null,
    step,
    code: codeIn(index, object),
  };
}

/** A `threading.local`, or of a class made of it. */
export function isThreadLocal({ heap }: HeapIndex, object: number): boolean {
  return heap.typeOf(object).bases.includes('_thread._local');
}
