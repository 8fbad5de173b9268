import { formatCount, formatSeconds } from '../model/format.ts';
import { processKey, type Role } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { type ProcessStat, readStat } from '../proc/stat.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import { isAlive, signalSafely, type Target } from './signal.ts';

export interface KillRequest {
  target: Target & { role: Role };
  signal: 'SIGTERM' | 'SIGKILL';
  /** How long a TERM may take: the requests in flight end first. */
  graceSeconds: number;
}

/** A kill by KILL only takes longer than this in uninterruptible sleep. */
const KILL_SECONDS = 5;
const REPLACEMENT_SECONDS = 15;
/** A worker whose app does not load dies within about a second of its birth. */
const BOOT_SECONDS = 2;

/** Ends one process, watches it go, and watches its master start another. */
export async function killProcess({ target, signal, graceSeconds }: KillRequest, progress: Progress): Promise<Outcome> {
  const { pid, ppid, role } = target;
  const siblings = new Set(childrenOf('/proc', ppid).map(processKey));
  const refusal = signalSafely(target, signal);
  if (refusal) return failed(refusal);

  const sent = performance.now();
  const elapsed = () => (performance.now() - sent) / 1000;
  progress(`${signal.slice(3)} sent to ${pid}; waiting for it to end`);
  const seconds = signal === 'SIGKILL' ? KILL_SECONDS : graceSeconds;
  const gone = await waitFor(() => {
    if (!isAlive(target)) return true;
    progress(`${signal.slice(3)} sent to ${pid}; still ending after ${Math.floor(elapsed())} s of ${seconds} s`);
    return null;
  }, seconds);
  if (!gone) return failed(stillAlive(pid, signal, seconds));

  const goneText = `${pid} gone after ${formatSeconds(elapsed())}`;
  if (role === 'master') return done(`${goneText}; it was the master: its workers end too`);
  if (role !== 'worker' && role !== 'dirty-worker') return done(goneText);
  progress(`${goneText}; waiting for its replacement`);
  return await replacement(ppid, siblings, goneText);
}

function stillAlive(pid: number, signal: string, seconds: number): string {
  const state = readStat('/proc', pid)?.state;
  const sleeping = state === 'D' ? ' (in uninterruptible sleep: it ends when its disk or network answers)' : '';
  const advice = signal === 'SIGTERM' ? 'it may be busy with a request; k again offers KILL' : 'KILL is pending';
  return `${pid} still alive after ${seconds} s${sleeping}; ${advice}`;
}

async function replacement(master: number, siblings: Set<string>, goneText: string): Promise<Outcome> {
  const masterStart = readStat('/proc', master)?.startTime;
  if (masterStart === undefined) return failed(`${goneText}; its master ${master} is gone too: the service is down`);
  const born = new Map<number, number>();

  const settled = await waitFor<Outcome>(() => {
    if (!isAlive({ pid: master, startTime: masterStart })) {
      return failed(`${goneText}; then its master ${master} ended: the service is down, see its log`);
    }
    const fresh = childrenOf('/proc', master).filter(child => !siblings.has(processKey(child)));
    for (const child of fresh) if (!born.has(child.pid)) born.set(child.pid, performance.now());
    const stable = fresh.find(child => performance.now() - born.get(child.pid)! >= BOOT_SECONDS * 1000);
    return stable ? done(`${goneText}; replacement ${describe(stable)}`) : null;
  }, REPLACEMENT_SECONDS);
  if (settled) return settled;
  if (born.size === 0)
    return failed(`${goneText}; no replacement came within ${REPLACEMENT_SECONDS} s: see the log of master ${master}`);
  return failed(
    `${goneText}; ${born.size} replacements started and died: the app does not load, see the log of master ${master}`,
  );
}

function describe({ pid }: ProcessStat): string {
  try {
    return `${pid} is up with ${formatCount(countFds('/proc', pid, hasFastFdCount('/proc')))} fds`;
  } catch {
    return `${pid} is up`;
  }
}
