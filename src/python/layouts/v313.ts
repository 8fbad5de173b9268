import type { Memory } from '../memory.ts';
import type { Layout } from './layout.ts';
import { v312 } from './v312.ts';

/** CPython 3.13 with the GIL, as 3.13.0 has it; `withDebugOffsets` takes what the process itself says. */
export const v313: Layout = {
  ...v312,
  minor: 13,
  runtime: { interpretersHead: 632, gcGenerations: null },
  interpreter: { next: 7264, threadsHead: 7344, gcGenerations: 7424 },
  thread: { next: 8, dict: 128, frame: { at: 72 } },
  instance: { managed: true, dict: -24, values: null, inline: 8, valuesHeader: 8, prefix: 24 },
};

/** _Py_DebugOffsets at the start of _PyRuntime (3.13's Include/internal/pycore_runtime.h). */
const COOKIE = Buffer.from('xdebugpy').readBigUInt64LE();
const OFFSETS = {
  freeThreaded: 16,
  interpretersHead: 40,
  interpreterNext: 64,
  threadsHead: 72,
  gc: 80,
  threadNext: 168,
  currentFrame: 184,
  framePrevious: 232,
  frameCode: 240,
  frameLocals: 256,
  codeFilename: 280,
  codeName: 288,
  codeQualname: 296,
  codeFirstLine: 312,
  codeLocalNames: 328,
  asciiSize: 560,
} as const;
/** `generations` in _gc_runtime_state stands behind `trash_delete_later`, `trash_delete_nesting`, `enabled`, `debug`. */
const GENERATIONS_IN_GC = 24;

export function hasDebugOffsets(memory: Memory, runtime: number): boolean {
  const bytes = memory.bytes(runtime, 8);
  return bytes.readBigUInt64LE() === COOKIE;
}

/** Whether it was built with --disable-gil: the fifth byte-word of the offsets. */
export function isFreeThreaded(memory: Memory, runtime: number): boolean {
  return hasDebugOffsets(memory, runtime) && memory.word(runtime + OFFSETS.freeThreaded) !== 0;
}

/** 3.13's table with the offsets that the process tells of itself: they hold for builds that differ, too. */
export function withDebugOffsets(memory: Memory, runtime: number): Layout {
  if (!hasDebugOffsets(memory, runtime)) return v313;
  const told = (offset: number) => memory.word(runtime + offset);
  const ascii = told(OFFSETS.asciiSize);
  return {
    ...v313,
    runtime: { ...v313.runtime, interpretersHead: told(OFFSETS.interpretersHead) },
    interpreter: {
      next: told(OFFSETS.interpreterNext),
      threadsHead: told(OFFSETS.threadsHead),
      gcGenerations: told(OFFSETS.gc) + GENERATIONS_IN_GC,
    },
    thread: { ...v313.thread, next: told(OFFSETS.threadNext), frame: { at: told(OFFSETS.currentFrame) } },
    frame: {
      previous: told(OFFSETS.framePrevious),
      code: told(OFFSETS.frameCode),
      locals: told(OFFSETS.frameLocals),
    },
    code: {
      ...v313.code,
      filename: told(OFFSETS.codeFilename),
      name: told(OFFSETS.codeName),
      qualname: told(OFFSETS.codeQualname),
      firstLine: told(OFFSETS.codeFirstLine),
      localNames: [told(OFFSETS.codeLocalNames)],
    },
    string: { ascii, compact: ascii + 16 },
  };
}
