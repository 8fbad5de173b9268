import type { Layout } from './layout.ts';
import { v38 } from './v38.ts';

/** CPython 3.9: tp_print is gone from types for good, and each interpreter has its garbage collector. */
export const v39: Layout = {
  ...v38,
  minor: 9,
  runtime: { interpretersHead: 32, gcGenerations: null },
  interpreter: { next: 0, threadsHead: 8, gcGenerations: 640 },
  heapType: { qualname: 856, cachedKeys: 864 },
  mmapFd: 56,
};
