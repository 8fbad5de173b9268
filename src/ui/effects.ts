import type { CurePlan } from '../actions/cure.ts';
import type { LimitPlan } from '../actions/limit.ts';
import type { Outcome, Progress } from '../actions/outcome.ts';
import type { Preflight } from '../actions/preflight.ts';
import type { ServicePlan, Way } from '../actions/restart-plan.ts';
import type { FdTypes } from '../model/fd-types.ts';
import type { ProcessDetails, ServiceDetails } from '../model/process-details.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { Command } from './keys.ts';

export type Report = 'diagnosis' | 'origin';

export type KillSignal = 'SIGTERM' | 'SIGKILL';

/** All that the screen can make happen outside of itself. Injected, so that the screen is tested without doing it. */
export interface Effects {
  kill(target: ProcessSample, snapshot: Snapshot, signal: KillSignal, progress: Progress): Promise<Outcome>;
  recycle(
    instance: Instance,
    targets: readonly ProcessSample[],
    snapshot: Snapshot,
    progress: Progress,
  ): Promise<Outcome>;
  /** Whether a new worker of this instance would load the app that is on disk now. */
  checkApp(instance: Instance, snapshot: Snapshot, asked: boolean): Promise<Preflight>;
  planService(master: ProcessSample, instance: Instance): Promise<ServicePlan>;
  runWay(way: Way, instance: Instance, snapshot: Snapshot, progress: Progress): Promise<Outcome>;
  planLimit(members: readonly ProcessSample[], limit: number): LimitPlan;
  raiseLimit(
    plan: LimitPlan,
    instance: Instance | null,
    members: readonly ProcessSample[],
    limit: number,
    progress: Progress,
  ): Promise<Outcome>;
  planCure(instance: Instance, snapshot: Snapshot): Promise<CurePlan>;
  applyCure(
    plan: CurePlan,
    options: { restart: boolean },
    instance: Instance,
    snapshot: Snapshot,
    progress: Progress,
  ): Promise<Outcome>;
  /** Runs fdtop with these words as root, on the plain terminal, and gives its exit code. Null for who is root. */
  sudo: ((words: readonly string[]) => Promise<number>) | null;
  /** What the fds of a process are: roughly and at once, or exactly; or the sockets of its user, without permission. */
  readTypes(
    target: ProcessSample,
    what: 'estimate' | 'exact' | 'user-sockets',
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<FdTypes>;
  /** What is known of a process beside its counts. */
  readDetails(target: ProcessSample, signal: AbortSignal): Promise<ProcessDetails>;
  /** What the service of a process is configured with, as its manager tells, which may take a while. */
  readService(masterPid: number, signal: AbortSignal): Promise<ServiceDetails>;
  /** A page of text about a process. */
  report(what: Report, target: ProcessSample, signal: AbortSignal): Promise<string>;
  /** Null where no demo can be had (another proc tree is shown). */
  startDemo: (() => Promise<string>) | null;
  /** Walks through a recording; null where the screen is of now. */
  replay: { next(): Snapshot; nextAlert(): Snapshot | null } | null;
  /** What to say in place of doing it, where the processes are on other hosts; null for what can be done here. */
  remote?(command: Command, target: ProcessSample | null, snapshot: Snapshot | null): string | null;
  /** Keeps the choice in the config file, and says so; throws a sentence where that cannot be. */
  saveColumns(columns: readonly string[] | null): string;
  setInterval(seconds: number): void;
  setAll(all: boolean): void;
  /** Only these pay for CPU and memory. */
  setVisible(pids: number[]): void;
}
