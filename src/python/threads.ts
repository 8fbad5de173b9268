import { interpretersOf } from './gc-objects.ts';
import type { Heap } from './heap.ts';
import type { Interpreter } from './interpreter.ts';
import { FRAME_OBJECT_SINCE_311, SIZE, TUPLE } from './layouts/common.ts';
import type { Memory } from './memory.ts';
import type { TypeInfo } from './types.ts';

/** A frame that runs, or waits for one that it called. */
export interface RunningFrame {
  address: number;
  code: number;
  /** Where its locals begin and end. */
  locals: number;
  end: number;
}

export interface Threads {
  frames: RunningFrame[];
  /** The dict of each thread's state, in which its thread locals lie (Modules/_threadmodule.c). */
  dicts: Set<number>;
}

const MOST_THREADS = 10_000;
/** Of one thread, and of all: for each pointer it is asked whether it lies in one of them. */
const MOST_FRAMES = 1_000;
const MOST_FRAMES_OF_ALL = 20_000;

/** The threads of all interpreters, with the frames of each. They run on: a frame may have ended since. */
export function runningThreads(heap: Heap, interpreter: Interpreter): Threads {
  const { memory, layout } = heap;
  const frames: RunningFrame[] = [];
  const dicts = new Set<number>();
  for (const each of interpretersOf(memory, interpreter)) {
    let thread = memory.word(each + layout.interpreter.threadsHead);
    const seen = new Set<number>();
    while (thread > 0 && !seen.has(thread) && seen.size < MOST_THREADS && frames.length < MOST_FRAMES_OF_ALL) {
      if (!memory.budget.allows(seen.size)) break;
      seen.add(thread);
      const dict = memory.word(thread + layout.thread.dict);
      if (dict > 0) dicts.add(dict);
      frames.push(...framesFrom(heap, currentFrame(heap, thread)));
      thread = memory.word(thread + layout.thread.next);
    }
  }
  return { frames, dicts };
}

function currentFrame({ memory, layout }: Heap, thread: number): number {
  const { at, through } = layout.thread.frame;
  const pointer = memory.word(thread + at);
  return through === undefined || pointer === 0 ? pointer : memory.word(pointer + through);
}

function framesFrom(heap: Heap, first: number): RunningFrame[] {
  const { memory, layout } = heap;
  const frames: RunningFrame[] = [];
  for (let address = first; address > 0 && frames.length < MOST_FRAMES && memory.budget.allows(frames.length); ) {
    const code = memory.word(address + layout.frame.code);
    const locals = address + layout.frame.locals;
    // What lies behind the locals, its stack, is mostly stale: only calls in between hold something there.
    frames.push({ address, code, locals, end: locals + localCount(heap, code) * 8 });
    address = memory.word(address + layout.frame.previous);
  }
  return frames;
}

/**
 * Since 3.11 a frame without an object lies within a generator, or is copied into a frame object when its call ends
 * (PyFrameObject.f_frame then points into itself). Its address; 0 when there is none in this object.
 */
export function frameWithin(heap: Heap, object: number, { kind, basicSize }: TypeInfo): number {
  const { layout, memory } = heap;
  if (layout.minor < 11) return 0;
  const within = object + basicSize - layout.frame.locals;
  if (kind === 'generator') return within;
  const frame = memory.word(object + FRAME_OBJECT_SINCE_311.frame);
  return frame > object && frame < object + 256 ? frame : 0;
}

/** Behind the locals of a frame of 3.11 or newer and what is in use of its stack: behind that it is stale. */
export function frameEnd(heap: Heap, frame: number): number {
  const { layout, memory } = heap;
  const code = memory.word(frame + layout.frame.code);
  const stack = Math.min(memory.uint32(code + layout.code.stackSize), 10_000);
  const most = localCount(heap, code) + stack;
  // `stacktop`, which is -1 while the frame runs.
  const top = memory.uint32(frame + layout.frame.locals - 8);
  return frame + layout.frame.locals + Math.min(most, top) * 8;
}

/** How many fast locals a code has. */
function localCount({ memory, layout }: Heap, code: number): number {
  return layout.code.localNames.reduce((sum, offset) => sum + localsIn(memory, memory.word(code + offset)), 0);
}

function localsIn(memory: Memory, tuple: number): number {
  return Math.min(memory.word(tuple + SIZE), 1_000);
}

/** Addresses of the names of a code's fast locals, in their order. */
export function localNames({ memory, layout }: Heap, code: number): number[] {
  return layout.code.localNames.flatMap(offset => {
    const tuple = memory.word(code + offset);
    return Array.from({ length: localsIn(memory, tuple) }, (_, index) => memory.word(tuple + TUPLE.items + index * 8));
  });
}
