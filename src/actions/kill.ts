import { isWorker, type Role } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import { whyNotYet } from './booting.ts';
import { endProcess, namesOf } from './ending.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import { type EndingSignal, isAlive, shortName, type Target, unfitSignal } from './signal.ts';
import { Successor } from './successor.ts';
import { sudoCommand } from './sudo-command.ts';

export interface KillRequest {
  target: Target & { role: Role };
  /** Of its instance; null when that is gone. */
  masterPid: number | null;
  /** Of its instance: when the master is killed, what becomes of them is looked at. */
  workers: readonly Target[];
  signal: EndingSignal;
  /** How long the signal may take, in seconds: the requests in flight end first. KILL has its own time. */
  graceSeconds: number;
  /** After the grace QUIT, and 5 s later KILL. Without it the outcome says that it is still alive, and what would help. */
  escalate?: boolean;
  /** Once aborted, no further signal is sent. */
  interrupted?: AbortSignal;
  /** What to run in place of this by who may not; `sudo fdtop kill PID` by default. */
  remedy?: string;
  /** How long a replacement is watched once it serves; 3 by default. */
  stableSeconds?: number;
}

/** Workers look for their master about once a second. */
const WORKERS_SECONDS = 3;

/** Ends one process, watches it go, and watches its master start another that serves, and stays. */
export async function killProcess(request: KillRequest, progress: Progress): Promise<Outcome> {
  const { target, signal, masterPid, workers, graceSeconds, escalate = false, interrupted } = request;
  const said = words().kills;
  const { pid, ppid, role } = target;
  const refusal = unfitSignal(target, role, signal) ?? whyNotYet(target, role, signal);
  if (refusal) return failed(said.refused(refusal));
  const successor = new Successor(ppid);
  const remedy = request.remedy ?? remedyOf(request);
  const ended = await endProcess({ target, signal, graceSeconds, escalate, remedy, interrupted }, progress);
  if (!('sent' in ended)) return ended;

  const goneText = said.gone(pid, ended.seconds, ended.sent.length > 1 ? namesOf(ended.sent) : null);
  if (role === 'master') return await masterGone(goneText, workers);
  if (!isWorker(target)) return done(goneText);
  if (masterPid === null || (role === 'worker' && ppid !== masterPid)) {
    return done(said.noMaster(goneText));
  }
  progress(said.waiting(goneText));
  return await successor.wait(goneText, progress, request.stableSeconds);
}

function remedyOf({ target, signal, graceSeconds, escalate }: KillRequest): string {
  const chosen = signal === 'SIGTERM' ? [] : ['--signal', shortName(signal)];
  return sudoCommand(['kill', String(target.pid), ...chosen, ...(escalate ? ['--grace', String(graceSeconds)] : [])]);
}

async function masterGone(goneText: string, workers: readonly Target[]): Promise<Outcome> {
  await waitFor(() => (workers.some(isAlive) ? null : true), WORKERS_SECONDS);
  const left = workers.filter(isAlive).map(({ pid }) => pid);
  if (left.length === 0) return done(words().kills.masterGone(goneText));
  return failed(words().kills.workersLeft(goneText, left.length, left.join(', ')));
}
