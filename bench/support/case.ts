/** What a case measures, and what came of it. */
import type { PeerPackage } from './packages.ts';
import type { Verdict } from './verdict.ts';

export type Unit = 'ms' | '%' | 'MB' | 'requests/s';

export interface Contestant {
  tool: string;
  unit: Unit;
  /** Rounds it takes part in. */
  runs: number;
  /** Measures once. */
  run(): number | Promise<number>;
  /** The Debian package it comes from; without it, it does not take part. */
  from?: PeerPackage;
}

export interface Measurement {
  tool: string;
  unit: Unit;
  /** One for each run; empty when it did not take part. */
  values: number[];
  /** What the reader must know to judge the figure. */
  note?: string;
}

export interface Part {
  /** First column of the table. */
  title: string;
  /** fdtop's own first: ratios are to the first. */
  measurements: Measurement[];
  verdicts: Verdict[];
}

export interface Case {
  name: string;
  run(bench: Bench): Promise<Part[]>;
}

/** What all cases share. */
export interface Bench {
  /** A copy of the bundle: a build meanwhile must not change what is measured. */
  fdtop: string;
  /** A folder of this run's own, on tmpfs. */
  scratch: string;
  say(line: string): void;
}
