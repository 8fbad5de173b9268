import { processKey } from '../model/snapshot.ts';
import { readStat } from '../proc/stat.ts';
import { readFailure } from '../proc/tree.ts';

/** A process as the operator saw it. */
export interface Target {
  pid: number;
  startTime: number;
  ppid: number;
}

export function isAlive(target: Pick<Target, 'pid' | 'startTime'>): boolean {
  const stat = readStat('/proc', target.pid);
  return stat !== null && processKey(stat) === processKey(target);
}

/**
 * Sends a signal to exactly the process that was seen: pid, start time and parent are read again right before. Null
 * when it was sent, else why not; then nothing was done.
 */
export function signalSafely(target: Target, signal: NodeJS.Signals): string | null {
  const { pid, startTime, ppid } = target;
  const stat = readStat('/proc', pid);
  if (!stat) return `${pid} is already gone; nothing was sent`;
  if (stat.startTime !== startTime) return `pid ${pid} belongs to another process now; nothing was sent`;
  if (stat.ppid !== ppid)
    return `the parent of ${pid} is now ${stat.ppid}, it was ${ppid}; nothing was sent, look again`;
  try {
    process.kill(pid, signal);
    return null;
  } catch (error) {
    const failure = readFailure(error);
    if (failure === 'permission') return `cannot signal ${pid}: permission denied; run sudo fdtop`;
    if (failure === 'gone') return `${pid} is already gone; nothing was sent`;
    return `cannot signal ${pid}: ${(error as Error).message}`;
  }
}
