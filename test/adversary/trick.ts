import type { Mallory, Running } from './mallory.ts';
import type { RunOptions } from './run.ts';

/** Something that mallory does to root's fdtop. */
export interface Trick {
  name: string;
  start(mallory: Mallory): Promise<Standing>;
}

export interface Standing extends Running {
  /** What fdtop is started with by a root who is not careful. */
  run?: Pick<RunOptions, 'env' | 'cwd'>;
}
