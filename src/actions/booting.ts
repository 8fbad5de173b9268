import type { Role } from '../model/snapshot.ts';
import { readHeartbeats } from '../proc/heartbeat.ts';
import { words } from '../words/words.ts';
import type { EndingSignal, Target } from './signal.ts';

/**
 * Why a worker gets no signal yet, as a sentence; null when it may. Until its heartbeat beats it loads the app. TERM, QUIT,
 * INT and ABRT then run a handler in the middle of an import, and when that comes out of it as an error the worker exits
 * with 3, upon which the master halts the whole service (gunicorn/arbiter.py, spawn_worker and reap_workers). KILL never
 * does. Without permission it is not seen; but then it cannot be signalled either.
 */
export function whyNotYet({ pid }: Target, role: Role, signal: EndingSignal): string | null {
  if (role !== 'worker' || signal === 'SIGKILL') return null;
  const heartbeats = readHeartbeats('/proc', pid);
  // Where it may not be looked at, it is not known: it is taken to be up.
  const isBooting = heartbeats?.some(({ beats }) => beats === false);
  return isBooting ? words().signals.loads(pid) : null;
}
