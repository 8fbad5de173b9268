import { processKey } from '../model/snapshot.ts';
import { type FoundCalls, processCalls } from '../platform/process-calls.ts';
import type { Limit } from '../proc/limits.ts';
import { openByPid } from './handle-by-pid.ts';
import { openByPidfd } from './handle-by-pidfd.ts';

/** A process as the operator saw it. */
export interface Target {
  pid: number;
  startTime: number;
  ppid: number;
}

/** Why nothing was done: it has ended, the pid is another's by now, it has another parent, this user may not, or else. */
export type NotDone =
  | { why: 'gone' | 'another' }
  | { why: 'moved'; ppid: number }
  | { why: 'denied' | 'failed'; text: string };

/** One process, from the question about it until its end was seen. To be closed on all ways out; twice does nothing. */
export interface ProcessHandle {
  /**
   * By a pidfd what is done reaches this process or none. By its pid it is identified right before (pid, start time, parent);
   * between that and a signal are microseconds, and a limit is set by a program, in which the pid may become another's.
   */
  readonly by: 'pidfd' | 'pid';
  /** EMFILE: why it has no pidfd although this Node can open one. */
  readonly noPidfd: string | null;
  /** A zombie is not: it holds nothing any more. */
  isAlive(): boolean;
  /** Null when it was sent. */
  signal(signal: NodeJS.Signals): NotDone | null;
  /** Sets both limits of open files. Null when that was done, and to this process. */
  setLimit(limit: Limit): Promise<NotDone | null>;
  close(): void;
}

/** Who asks first, and the action that follows, share one. */
const shared = new Map<string, { handle: ProcessHandle; holders: number }>();

/** Opens the process that was seen, if it still is: by a pidfd where this Node can. Never throws. */
export function openProcess(target: Target): ProcessHandle | NotDone {
  const key = `${processKey(target)}:${target.ppid}`;
  const known = shared.get(key);
  if (known) known.holders += 1;
  const handle = known?.handle ?? open(target, processCalls());
  if ('why' in handle) return handle;
  if (!known) shared.set(key, { handle, holders: 1 });
  let isOpen = true;
  const close = () => {
    if (isOpen) release(key);
    isOpen = false;
  };
  return { ...handle, close };
}

function open(target: Target, found: FoundCalls): ProcessHandle | NotDone {
  try {
    return 'calls' in found ? openByPidfd(target, found.calls) : openByPid(target, null);
  } catch (error) {
    // Out of fds: not even /proc can be read.
    return { why: 'failed', text: (error as Error).message };
  }
}

function release(key: string): void {
  const { handle, holders } = shared.get(key)!;
  shared.set(key, { handle, holders: holders - 1 });
  if (holders > 1) return;
  shared.delete(key);
  handle.close();
}

/** More would take fds that the table under the question needs; the others are opened when their turn comes. */
const MOST_HELD = 100;

/**
 * Holds the processes of a question until what it gives is called. What acts on them meanwhile shares these handles: of a pid
 * that was reused while the question stood it is told that it is another's. Whoever is gone already is left to the action.
 */
export function holdProcesses(targets: readonly Target[]): () => void {
  const opened = targets.slice(0, MOST_HELD).map(openProcess);
  return () => {
    for (const each of opened) if ('close' in each) each.close();
  };
}

/** Runs an action while its processes are held. */
export async function holding<T>(targets: readonly Target[], act: () => Promise<T>): Promise<T> {
  const release = holdProcesses(targets);
  try {
    return await act();
  } finally {
    release();
  }
}
