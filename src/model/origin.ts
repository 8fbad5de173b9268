/** Where a process's open fds come from: the shape that `fdtop origin --json` prints is OriginReport. */
import type { TraceReport } from './trace-report.ts';

export interface SourceLine {
  /** Relative to the directory that the app's modules are imported from, where it lies below. */
  file: string;
  line: number;
  /** The line as it stands there, without its indentation. */
  text: string;
}

export type Holding =
  | 'module-global'
  | 'class-attribute'
  | 'instance-attribute'
  | 'frame'
  | 'thread-local'
  | 'context-variable'
  /** The object that the server calls for each request, where no module has a name for it. */
  | 'application'
  /** Objects each of which holds the next one, so many that the search ended before the first. */
  | 'chain'
  /** Objects that only refer to each other: they wait for the garbage collector. */
  | 'cycle'
  /** No Python object has it: a plain number, or a C library's. */
  | 'none';

export type Confidence = 'high' | 'medium' | 'low';

export interface Origin {
  /** Of the group's sampled fds, 0 to 1. */
  share: number;
  /** `rifa.apis.Client.live`: a path of Python names. Safe to print. */
  heldBy: string;
  how: Holding;
  /** The collection that the fds' objects lie in. */
  container: { type: string; length: number } | null;
  openedAt: SourceLine | null;
  storedAt: SourceLine | null;
  confidence: Confidence;
  /** In words: what the finding rests on. */
  why: string;
  /** How many of the sampled fds it stands for. */
  sampledFds: number;
}

export interface OriginGroup {
  /** As in `types`: `TCP CLOSE_WAIT → 10.0.0.5:443 (https)`. */
  label: string;
  count: number;
  origins: Origin[];
  /** Lines that open such fds, from the source alone: never the leak itself, for a person to look at. */
  candidates: SourceLine[];
}

export interface Origins {
  pid: number;
  python: {
    /** `3.11.2`, or `3.11` where the rest is not told; null when it is no Python that is known. */
    version: string | null;
    supported: boolean;
    /** Why its heap is not read. */
    why?: string;
  };
  seconds: number;
  /** Fds that were looked for in the heap. */
  sampledFds: number;
  /** False when a bound was reached: what is here was found until then. */
  complete: boolean;
  notes: string[];
  groups: OriginGroup[];
}

/** What is read from the heap, and what fdtop's hook in the worker has seen; null where there is none. */
export interface OriginReport extends Origins {
  trace: TraceReport | null;
}
