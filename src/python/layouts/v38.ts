import type { Layout } from './layout.ts';

/** CPython 3.8: the last one whose garbage collector belongs to the runtime, not to an interpreter. */
export const v38: Layout = {
  minor: 8,
  runtime: { interpretersHead: 32, gcGenerations: 368 },
  interpreter: { next: 0, threadsHead: 8, gcGenerations: null },
  thread: { next: 8, dict: 152, frame: { at: 24 } },
  frame: { code: 32, previous: 24, locals: 360 },
  code: {
    name: 112,
    qualname: null,
    filename: 104,
    firstLine: 40,
    stackSize: 32,
    localNames: [72, 88, 80],
  },
  string: { ascii: 48, compact: 72 },
  int: 'size',
  keys: 'sized',
  instance: { managed: false, dict: 0, values: null, inline: null, valuesHeader: 0, prefix: 16 },
  heapType: { qualname: 864, cachedKeys: 872 },
  function: { code: 16, globals: 24, closure: 48, defaults: 32, kwDefaults: 40, qualname: 104 },
  mmapFd: 52,
};
