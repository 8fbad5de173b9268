import { processKey, type Role } from '../model/snapshot.ts';
import { readStat } from '../proc/stat.ts';
import { readFailure } from '../proc/tree.ts';
import { words } from '../words/words.ts';
import { denied, failed, type Outcome } from './outcome.ts';

/** A process as the operator saw it. */
export interface Target {
  pid: number;
  startTime: number;
  ppid: number;
}

/** Signals that end a process. Never HUP or USR2: they mean something to a master only, and kill a worker. */
export type EndingSignal = 'SIGTERM' | 'SIGQUIT' | 'SIGINT' | 'SIGABRT' | 'SIGKILL';

/** `SIGTERM` -> `TERM`. */
export const shortName = (signal: string): string => signal.replace(/^SIG/, '');

export function isAlive(target: Pick<Target, 'pid' | 'startTime'>): boolean {
  const stat = readStat('/proc', target.pid);
  return stat !== null && processKey(stat) === processKey(target);
}

/** Why this signal is not for a process of this role, as a sentence; null when it is. */
export function unfitSignal({ pid }: Target, role: Role, signal: EndingSignal): string | null {
  // gunicorn/arbiter.py handles TERM, QUIT and INT; of ABRT a master dies on the spot, and leaves its workers behind.
  const isArbiter = role === 'master' || role === 'dirty-arbiter';
  return isArbiter && signal === 'SIGABRT' ? words().signals.noAbort(role, pid) : null;
}

/**
 * Sends a signal to exactly the process that was seen: pid, start time and parent are read again right before. Null when it
 * was sent, else why not; then nothing was done, which `unsent` says. `remedy` is the command that may, for who may not.
 */
export function sendSafely(
  target: Target,
  signal: NodeJS.Signals,
  remedy = 'sudo fdtop',
  unsent = words().signals.nothingSent,
): Outcome | null {
  const said = words().signals;
  const { pid, startTime, ppid } = target;
  const stat = readStat('/proc', pid);
  if (!stat) return failed(said.isGone(pid, unsent));
  if (stat.startTime !== startTime) return failed(said.isAnother(pid, unsent));
  if (stat.ppid !== ppid) return failed(said.hasMoved(pid, stat.ppid, ppid, unsent));
  try {
    process.kill(pid, signal);
    return null;
  } catch (error) {
    const failure = readFailure(error);
    if (failure === 'permission') return denied(said.denied(pid, remedy));
    if (failure === 'gone') return failed(said.isGone(pid, unsent));
    return failed(said.cannot(pid, (error as Error).message));
  }
}

/** As sendSafely: null, or why not in a sentence. */
export function signalSafely(target: Target, signal: NodeJS.Signals): string | null {
  return sendSafely(target, signal)?.text ?? null;
}
