import type { Layout } from './layout.ts';
import { v311 } from './v311.ts';

/** CPython 3.12: strings without wchar_t, ints with a tag, one tagged word before an instance: its dict or its values. */
export const v312: Layout = {
  ...v311,
  minor: 12,
  interpreter: { next: 0, threadsHead: 72, gcGenerations: 136 },
  thread: { next: 8, dict: 112, frame: { at: 56, through: 0 } },
  frame: { code: 0, previous: 8, locals: 72 },
  code: { name: 120, qualname: 128, filename: 112, firstLine: 68, stackSize: 64, localNames: [96] },
  string: { ascii: 40, compact: 56 },
  int: 'tag',
  instance: {
    managed: true,
    dict: -24,
    values: { at: -24, tag: 1 },
    inline: null,
    valuesHeader: 0,
    prefix: 24,
  },
  heapType: { qualname: 872, cachedKeys: 880 },
};
