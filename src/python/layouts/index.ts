import type { Memory } from '../memory.ts';
import type { Layout } from './layout.ts';
import { v38 } from './v38.ts';
import { v39 } from './v39.ts';
import { v310 } from './v310.ts';
import { v311 } from './v311.ts';
import { v312 } from './v312.ts';
import { withDebugOffsets } from './v313.ts';

export type { Layout };

const fixed: Record<number, Layout> = { 8: v38, 9: v39, 10: v310, 11: v311, 12: v312 };

export const SUPPORTED = '3.8 to 3.13';

/** The table for a version of Python 3; null where there is none. `runtime` is the address of its _PyRuntime. */
export function layoutOf(minor: number, memory: Memory, runtime: number): Layout | null {
  return minor === 13 ? withDebugOffsets(memory, runtime) : (fixed[minor] ?? null);
}
