import type { GunicornOptions } from '../service/cmd-args.ts';
import type { DropIn } from '../service/drop-in.ts';
import type { UnitRef } from '../service/systemd.ts';
import type { Target } from './signal.ts';

/** What was asked for; null: not. */
export interface CureOptions {
  nofile: number | null;
  maxRequests: number | null;
  maxRequestsJitter: number | null;
  /** Seconds. */
  gracefulTimeout: number | null;
}

export const NO_OPTIONS: CureOptions = {
  nofile: null,
  maxRequests: null,
  maxRequestsJitter: null,
  gracefulTimeout: null,
};

/** A drop-in to write, or (undo) to take away. */
export interface CureChange {
  kind: 'drop-in';
  file: string;
  /** Its text now; null when there is none. */
  before: string | null;
  /** Its text then; null when it is taken away. */
  after: string | null;
  /** Unified, with the paths a/etc/... and b/etc/..., for `patch -d / -p1` and `git apply`. Empty when systemd only has to read it. */
  diff: string;
  /** What is run after writing, as typed. */
  commands: string[];
  /** What a restart, if it is wanted, is done with. */
  restartCommand: string;
  notes: string[];
  ref: UnitRef;
  /** What systemd must say afterwards; null where the drop-in does not set it. */
  sets: Pick<DropIn, 'nofile' | 'cmdArgs'>;
  madeFolder: string | null;
  /** What runs of the unit now; null when nothing does. */
  running: Running | null;
}

export interface Running {
  master: Target;
  workers: Target[];
  isGunicorn: boolean;
  upgrading: boolean;
}

export type CurePlan =
  | CureChange
  | { kind: 'nothing'; text: string }
  | { kind: 'advice'; lines: string[] }
  | { kind: 'refused'; text: string; denied?: true };

export const DEFAULT_NOFILE = 65_536;

/** What a plan is made for. */
export interface Wanted {
  options: CureOptions;
  asked: GunicornOptions;
  /** Bounded by what the kernel allows. */
  nofile: { limit: number; notes: string[] };
}
