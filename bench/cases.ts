/** Every case, in the order of the table. */
import { check } from './cases/check.ts';
import { count } from './cases/count.ts';
import { estimate } from './cases/estimate.ts';
import { firstFrame } from './cases/first-frame.ts';
import { memory } from './cases/memory.ts';
import { origin } from './cases/origin.ts';
import { originMany } from './cases/origin-many.ts';
import { scrape } from './cases/scrape.ts';
import { sockets } from './cases/sockets.ts';
import { steady8 } from './cases/steady-8.ts';
import { steady64 } from './cases/steady-64.ts';
import { steady2000 } from './cases/steady-2000.ts';
import { traceHook } from './cases/trace-hook.ts';
import { tree } from './cases/tree.ts';
import { walk } from './cases/walk.ts';
import type { Case } from './support/case.ts';

export const cases: readonly Case[] = [
  count,
  sockets,
  tree,
  estimate,
  walk,
  steady8,
  steady64,
  steady2000,
  firstFrame,
  memory,
  check,
  scrape,
  origin,
  originMany,
  traceHook,
];
