import { processKey, type Role } from '../model/snapshot.ts';
import { readStat } from '../proc/stat.ts';
import { words } from '../words/words.ts';
import { denied, failed, type Outcome } from './outcome.ts';
import { type NotDone, openProcess, type Target } from './process-handle.ts';

export type { Target } from './process-handle.ts';

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
 * Sends a signal to exactly the process that was seen, or to none: see openProcess. Null when it was sent, else why not; then
 * nothing was done, which `unsent` says. `remedy` is the command that may, for who may not.
 */
export function sendSafely(
  target: Target,
  signal: NodeJS.Signals,
  remedy = 'sudo fdtop',
  unsent = words().signals.nothingSent,
): Outcome | null {
  const opened = openProcess(target);
  if ('why' in opened) return tellUnsent(target, opened, remedy, unsent);
  try {
    const notDone = opened.signal(signal);
    return notDone && tellUnsent(target, notDone, remedy, unsent);
  } catch (error) {
    return failed(words().signals.cannot(target.pid, (error as Error).message));
  } finally {
    opened.close();
  }
}

function tellUnsent({ pid, ppid }: Target, notDone: NotDone, remedy: string, unsent: string): Outcome {
  const said = words().signals;
  switch (notDone.why) {
    case 'gone':
      return failed(said.isGone(pid, unsent));
    case 'another':
      return failed(said.isAnother(pid, unsent));
    case 'moved':
      return failed(said.hasMoved(pid, notDone.ppid, ppid, unsent));
    case 'denied':
      return denied(said.denied(pid, remedy));
    case 'failed':
      return failed(said.cannot(pid, notDone.text));
  }
}

/** As sendSafely: null, or why not in a sentence. */
export function signalSafely(target: Target, signal: NodeJS.Signals): string | null {
  return sendSafely(target, signal)?.text ?? null;
}
