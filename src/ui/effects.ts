import type { Outcome, Progress } from '../actions/outcome.ts';
import type { FeasiblePlan, RestartPlan } from '../actions/restart-plan.ts';
import type { FdTypes } from '../model/fd-types.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';

export type KillSignal = 'SIGTERM' | 'SIGKILL';

/** All that the screen can make happen outside of itself. Injected, so that the screen is tested without doing it. */
export interface Effects {
  kill(target: ProcessSample, snapshot: Snapshot, signal: KillSignal, progress: Progress): Promise<Outcome>;
  planRestart(masterPid: number, isGunicorn: boolean): Promise<RestartPlan>;
  restart(plan: FeasiblePlan, instance: Instance, snapshot: Snapshot, progress: Progress): Promise<Outcome>;
  /** What the fds of a process are: roughly and at once, or exactly; or the sockets of its user, without permission. */
  readTypes(
    target: ProcessSample,
    what: 'estimate' | 'exact' | 'user-sockets',
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<FdTypes>;
  /** Null where no demo can be had (another proc tree is shown). */
  startDemo: (() => Promise<string>) | null;
  setInterval(seconds: number): void;
  setAll(all: boolean): void;
  /** Only these pay for CPU and memory. */
  setVisible(pids: number[]): void;
}
