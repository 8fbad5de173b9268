import type { HeapIndex } from './heap-index.ts';
import { FRAME_OBJECT_SINCE_311, TYPE } from './layouts/common.ts';
import { localAt, type Step } from './steps.ts';
import { frameWithin, type RunningFrame } from './threads.ts';

/** Where a search ends: a name that is there of itself. */
export type Root =
  | { how: 'module-global'; module: string; file: string | null; name: string }
  | { how: 'class-attribute'; module: string; file: string | null; class: string; name: string }
  | { how: 'frame'; function: string; file: string | null; line: number; name: string | null }
  | { how: 'thread-local'; name: string }
  | { how: 'context-variable'; name: string }
  /** What Gunicorn serves: of an app that a factory made no module has a name. `name` is that of its class. */
  | { how: 'application'; name: string };

/** What a call runs. */
export interface Code {
  /** Qualified from 3.11 on. */
  name: string;
  file: string | null;
  /** Its first: of its first decorator, where there is one. */
  line: number;
}

/** The root that an object is with the step out of it: a module's or a class's dict, a context; null when it is none. */
export function rootOf(index: HeapIndex, object: number, step: Step): Root | null {
  const { heap } = index;
  if (step.kind === 'variable') return { how: 'context-variable', name: step.name };
  if (step.kind !== 'key') return null;
  const name = step.key ?? '?';
  const module = index.moduleOf.get(object);
  if (module !== undefined) return moduleRoot(index, object, heap.moduleName(module), name);
  const type = index.classOf.get(object);
  if (type !== undefined) {
    const module = heap.typeModule(type) ?? '?';
    const full = heap.typeName(heap.types.at(type));
    const className = full.startsWith(`${module}.`) ? full.slice(module.length + 1) : full;
    return { how: 'class-attribute', module, file: fileOf(index, module), class: className, name };
  }
  // A namespace whose module is gone or never was: what exec() and runpy run in.
  if (heap.lookUp(object, '__builtins__') !== 0) {
    const module = heap.text(heap.lookUp(object, '__name__'));
    if (module !== null) return moduleRoot(index, object, module, name);
  }
  return null;
}

function moduleRoot({ heap }: HeapIndex, dict: number, module: string, name: string): Root {
  return { how: 'module-global', module, file: heap.text(heap.lookUp(dict, '__file__')), name };
}

/** A worker of Gunicorn that has the app in its attribute `wsgi` (gunicorn/workers/base.py, load_wsgi); else null. */
export function applicationRoot(
  { heap }: HeapIndex,
  worker: number,
  attribute: string | null,
  app: number,
): Root | null {
  if (attribute !== 'wsgi') return null;
  const { address, bases } = heap.typeOf(worker);
  const isWorker = bases.includes('Worker') && /^gunicorn\./.test(heap.typeModule(address) ?? '');
  return isWorker ? { how: 'application', name: heap.typeName(heap.typeOf(app)) } : null;
}

export function frameRoot(index: HeapIndex, { code }: RunningFrame, step: Step): Root {
  const { name, file, line } = codeOf(index, code);
  return { how: 'frame', function: name, file, line, name: step.kind === 'local' ? step.name : null };
}

/** Of a code object. */
export function codeOf({ heap }: HeapIndex, code: number): Code {
  const { memory, layout } = heap;
  const at = (offset: number) => heap.text(memory.word(code + offset));
  return {
    name: at(layout.code.qualname ?? layout.code.name) ?? '?',
    file: at(layout.code.filename),
    line: memory.uint32(code + layout.code.firstLine),
  };
}

/** Path of a module's file; null when it has none or is not loaded. */
export function fileOf(index: HeapIndex, module: string): string | null {
  const { heap } = index;
  for (const [dict, object] of index.moduleOf) {
    if (heap.moduleName(object) === module) return heap.text(heap.lookUp(dict, '__file__'));
  }
  return null;
}

/** The running frame that a frame object stands for; null when its call has ended. To 3.10 it is the object itself. */
export function frameOf(index: HeapIndex, object: number): RunningFrame | null {
  const { memory, layout } = index.heap;
  return index.runningFrame(layout.minor < 11 ? object : memory.word(object + FRAME_OBJECT_SINCE_311.frame));
}

/** The local variable at a place in a frame object, or in a generator. */
export function frameLocal(index: HeapIndex, object: number, place: number): Step {
  const frame = frameIn(index, object);
  if (frame === 0) return { kind: 'other' };
  const { heap } = index;
  const code = heap.memory.word(frame + heap.layout.frame.code);
  return localAt(heap, { address: frame, code, locals: frame + heap.layout.frame.locals, end: 0 }, place);
}

/** What a function, a frame object or a generator runs (a generator of 3.10 has a frame object); null for any other. */
export function codeIn(index: HeapIndex, object: number): Code | null {
  const { memory, layout } = index.heap;
  const { kind } = index.heap.typeOf(object);
  if (kind === 'function') return codeOf(index, memory.word(object + layout.function.code));
  const frame = kind === 'frame' || kind === 'generator' ? frameIn(index, object) : 0;
  return frame === 0 ? null : codeOf(index, memory.word(frame + layout.frame.code));
}

/** The frame in a frame object or a generator; 0 when there is none. To 3.10 a frame object is the frame itself. */
function frameIn({ heap }: HeapIndex, object: number): number {
  const type = heap.typeOf(object);
  if (type.kind === 'generator') return frameWithin(heap, object, type);
  return heap.layout.minor < 11 ? object : heap.memory.word(object + FRAME_OBJECT_SINCE_311.frame);
}

/**
 * The `threading.local` object whose values a thread keeps in its dict: their key names its address (Modules/
 * _threadmodule.c, `thread.local.%p`). 0 when the key is another.
 */
export function threadLocalOf(index: HeapIndex, dict: number, step: Step): number {
  if (!index.isThreadDict(dict) || step.kind !== 'key') return 0;
  const address = Number.parseInt(/^_?thread\.?_?local\.0x([0-9a-f]+)$/.exec(step.key ?? '')?.[1] ?? '0', 16);
  return index.heap.memory.word(address + TYPE) > 0 ? address : 0;
}
