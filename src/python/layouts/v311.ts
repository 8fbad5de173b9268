import type { Layout } from './layout.ts';
import { v310 } from './v310.ts';

/** CPython 3.11: frames without objects, dict keys with log2 sizes, attributes in values before the instance. */
export const v311: Layout = {
  ...v310,
  minor: 11,
  runtime: { interpretersHead: 40, gcGenerations: null },
  interpreter: { next: 0, threadsHead: 16, gcGenerations: 672 },
  thread: { next: 8, dict: 128, frame: { at: 56, through: 8 } },
  frame: { code: 32, previous: 48, locals: 72 },
  code: { name: 120, qualname: 128, filename: 112, firstLine: 72, stackSize: 68, localNames: [96] },
  keys: 'log2',
  instance: {
    managed: true,
    dict: -24,
    values: { at: -32, tag: 0 },
    inline: null,
    valuesHeader: 0,
    prefix: 32,
  },
};
