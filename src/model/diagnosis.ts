import type { FdTypes } from './fd-types.ts';
import type { Origins } from './origin.ts';
import type { Instance, ProcessSample } from './snapshot.ts';
import type { TraceReport } from './trace-report.ts';
import type { Growth } from './verdict/evidence.ts';
import type { Verdict } from './verdict/verdict.ts';

/** All that `fdtop diagnose` found out about one process; `report/diagnosis-text.ts` prints it. */
export interface Diagnosis {
  /** ISO 8601, UTC: when it was looked at, or what a recording shows. */
  time: string;
  host: string;
  kernel: string;
  process: ProcessSample;
  instance: Instance | null;
  growth: Growth;
  /** Seconds until the limit at this growth, and since it would have begun with it; null where it does not grow. */
  secondsLeft: number | null;
  secondsSinceBegin: number | null;
  /** Open files of the other workers. */
  siblings: readonly number[];
  types: FdTypes | null;
  /** Its own fds, or all sockets of its user, where its own may not be read. */
  typesOf: 'process' | 'user';
  /** fds per second of the groups of `types`, by label; empty where it was not measured. */
  groupGrowth: ReadonlyMap<string, number>;
  /** The strongest first; never empty. */
  verdicts: readonly [Verdict, ...Verdict[]];
  origins: FoundOrigins;
  /** What its manager gives to its next start, where that is known. */
  service: ServiceFacts | null;
  system: { filesOpen: number | null; filesMax: number | null };
  /** What this lacks, in sentences. */
  notes: readonly string[];
  /** Its fds may not be read by this user. */
  denied: boolean;
}

export interface ServiceFacts {
  /** `systemd`, `supervisor`, `docker` ... */
  by: string;
  unit: string;
  configuredLimit: number | null;
}

/** Where in the source the fds come from, or why that is not known. */
export interface FoundOrigins {
  /** By the heap of the worker; null: nobody looked, or it cannot be read. */
  heap: Origins | null;
  /** By fdtop's hook in the worker; null where there is none. */
  trace: TraceReport | null;
  /** Why nobody looked, or which of the two could not tell, in a sentence. */
  note: string | null;
}
