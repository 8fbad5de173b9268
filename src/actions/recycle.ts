import type { Instance } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import { killProcess } from './kill.ts';
import { done, failed, type Outcome, type Progress } from './outcome.ts';
import { isAlive, type Target } from './signal.ts';

export interface RecycleRequest {
  instance: Pick<Instance, 'name' | 'gunicorn' | 'upgrading'>;
  /** Null when it is gone: then nothing would replace them. */
  master: Target | null;
  /** All of the instance. */
  workers: readonly Target[];
  /** Those to replace, in this order. */
  targets: readonly Target[];
  /** How long each may take to end by TERM, in seconds. */
  graceSeconds: number;
  /** After the grace QUIT, and 5 s later KILL. */
  escalate?: boolean;
  /** What to run in place of this by who may not. */
  remedy?: string;
  /** How long each successor is watched once it serves, before the next worker's turn comes; 3 by default. */
  stableSeconds?: number;
}

/** Why the workers of an instance are not replaced one by one, as a sentence; null when they can be. */
export function whyNotRecycle({ instance, master }: Pick<RecycleRequest, 'instance' | 'master'>): string | null {
  const { name, gunicorn, upgrading } = instance;
  if (!gunicorn) return words().recycling.noGunicorn(name);
  if (!master) return words().recycling.masterGone(name);
  if (upgrading) return words().recycling.upgrading(name);
  return null;
}

/**
 * Replaces workers one at a time: the next only when the successor of the last one serves, and stays. Ends at the first
 * failure, or when `interrupted`, and says how it stands; what was begun then goes on by itself.
 */
export async function recycle(
  request: RecycleRequest,
  progress: Progress,
  interrupted?: AbortSignal,
): Promise<Outcome> {
  const { master, workers, targets, graceSeconds, escalate, remedy, stableSeconds } = request;
  const said = words().recycling;
  const refusal = whyNotRecycle(request);
  if (refusal || !master) return failed(said.nothingDone(refusal!));
  const { length } = targets;
  for (const [replaced, target] of targets.entries()) {
    const { pid } = target;
    const later = targets.slice(replaced + 1).map(each => each.pid);
    const count = said.count(replaced, length);
    if (interrupted?.aborted) return failed(said.interrupted(count, [pid, ...later].join(', ')));
    const untouched = later.length === 0 ? '' : said.untouched(later.join(', '));
    if (!isAlive(master)) return failed(said.lostMaster(count, master.pid, [pid, ...later].join(', ')));
    const outcome = await killProcess(
      {
        target: { ...target, role: 'worker' },
        masterPid: master.pid,
        workers,
        signal: 'SIGTERM',
        graceSeconds,
        escalate,
        interrupted,
        remedy,
        stableSeconds,
      },
      text => progress(`${count}; ${text}${untouched}`),
    );
    // All of it in each line: whoever interrupts it is told the last one.
    progress(`${said.count(outcome.ok ? replaced + 1 : replaced, length)}; ${outcome.text}${untouched}`);
    if (!outcome.ok) return { ...outcome, text: said.stopped(count, pid, outcome.text) + untouched };
  }
  return done(said.done(length));
}
