import type { Layout } from './layout.ts';
import { v39 } from './v39.ts';

/** CPython 3.10: functions are laid out anew, frames are 8 bytes shorter. */
export const v310: Layout = {
  ...v39,
  minor: 10,
  frame: { code: 32, previous: 24, locals: 352 },
  heapType: { qualname: 864, cachedKeys: 872 },
  function: { code: 48, globals: 16, closure: 72, defaults: 56, kwDefaults: 64, qualname: 40 },
};
