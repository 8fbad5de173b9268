import type { Manager, Role } from '../model/snapshot.ts';
import type { LevelState } from './hysteresis.ts';
import type { ProcessLevel } from './levels.ts';

/** All that the rules remember. Plain data: it is kept in a file over a restart. Nothing of what is gone stays in it. */
export interface WatchState {
  /** By `pid@startTime`. */
  processes: Record<string, Tracked>;
  /** By `Instance.id`. */
  instances: Record<string, TrackedInstance>;
}

export interface Tracked {
  pid: number;
  startTime: number;
  role: Role;
  /** `Instance.id` of where it was last seen. */
  instance: string;
  /** Absent in what an older fdtop has saved. */
  user?: string | null;
  /** As last counted. */
  fds: number | null;
  /** Samples in a row in which it was not to be seen. */
  absent: number;
  /** Levels that are not mentioned are down. */
  levels: Partial<Record<ProcessLevel, LevelState>>;
}

export interface TrackedInstance {
  name: string;
  unit: string | null;
  manager: Manager;
  masterPid: number | null;
  /** Of its first process. Absent in what an older fdtop has saved. */
  user?: string | null;
  absent: number;
  /** Whether all of its processes can be counted. */
  unknown: LevelState;
  /** Workers that came, and went, and have no counterpart yet. */
  born: Waiting[];
  gone: Waiting[];
}

export interface Waiting {
  pid: number;
  fds: number | null;
  /** Samples since then. */
  age: number;
}

export function emptyState(): WatchState {
  return { processes: {}, instances: {} };
}
