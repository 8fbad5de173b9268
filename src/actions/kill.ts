import { formatCount, formatSeconds, plural } from '../model/format.ts';
import { processKey, type Role } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { readStat } from '../proc/stat.ts';
import { type Newborn, Newborns } from './newborn.ts';
import { done, failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import { isAlive, signalSafely, type Target } from './signal.ts';

export interface KillRequest {
  target: Target & { role: Role };
  /** Of its instance; null when that is gone. */
  masterPid: number | null;
  /** Of its instance: when the master is killed, what becomes of them is looked at. */
  workers: readonly Target[];
  signal: 'SIGTERM' | 'SIGKILL';
  /** How long a TERM may take: the requests in flight end first. */
  graceSeconds: number;
}

/** A kill by KILL takes longer than this only in uninterruptible sleep, or where there is very much to close. */
const KILL_SECONDS = 5;
/** The kernel closes half a million fds in seconds, on a slow machine in half a minute; the process runs (R) meanwhile. */
const CLOSING_SECONDS = 120;
/** A master notices the end of a worker within a second. */
const BIRTH_SECONDS = 15;
/** From birth to the first heartbeat: the app is imported. Gunicorn itself gives up after its timeout, 30 s by default. */
const LOAD_SECONDS = 60;
/** Workers look for their master about once a second. */
const WORKERS_SECONDS = 3;

/** Ends one process, watches it go, and watches its master start another. */
export async function killProcess(request: KillRequest, progress: Progress): Promise<Outcome> {
  const { target, signal, masterPid, workers } = request;
  const { pid, ppid, role } = target;
  const siblings = new Set(childrenOf('/proc', ppid).map(processKey));
  const refusal = signalSafely(target, signal);
  if (refusal) return failed(refusal);

  const sent = performance.now();
  const elapsed = () => (performance.now() - sent) / 1000;
  progress(`${signal.slice(3)} sent to ${pid}; waiting for it to end`);
  const gone = await waitForEnd(request, elapsed, progress);
  if (!gone) return failed(stillAlive(pid, signal, Math.round(elapsed())));

  const goneText = `${pid} gone after ${formatSeconds(elapsed())}`;
  if (role === 'master') return await masterGone(goneText, workers);
  if (role !== 'worker' && role !== 'dirty-worker') return done(goneText);
  if (masterPid === null || (role === 'worker' && ppid !== masterPid)) {
    return done(`${goneText}; its master was gone before, nothing replaces it`);
  }
  progress(`${goneText}; waiting for its replacement`);
  return await replacement(ppid, new Newborns(ppid, siblings), goneText, progress);
}

/** True when it has ended; false when it has not, and does nothing that would lead there. */
async function waitForEnd(request: KillRequest, elapsed: () => number, progress: Progress): Promise<boolean> {
  const { target, signal, graceSeconds } = request;
  const { pid } = target;
  const seconds = signal === 'SIGKILL' ? KILL_SECONDS : graceSeconds;
  let fds = Number.POSITIVE_INFINITY;
  let closingAt = Number.NEGATIVE_INFINITY;
  const ended = await waitFor(() => {
    const stat = readStat('/proc', pid);
    if (!stat || !isAlive(target)) return true;
    const left = countOrNull(pid);
    if (left !== null && left < fds && Number.isFinite(fds)) closingAt = elapsed();
    fds = left ?? fds;
    // What has been killed and still runs is in the kernel, closing.
    const isClosing = elapsed() - closingAt < KILL_SECONDS || (signal === 'SIGKILL' && stat.state === 'R');
    const doing = isClosing ? `closing its fds${left ? `, ${formatCount(left)} left` : ''}` : 'still ending';
    progress(`${signal.slice(3)} sent to ${pid}; ${doing} after ${Math.floor(elapsed())} s of ${seconds} s`);
    return elapsed() >= seconds && !isClosing ? false : null;
  }, CLOSING_SECONDS);
  return ended ?? false;
}

/** The number of its fds where the kernel tells it at no cost. */
function countOrNull(pid: number): number | null {
  try {
    return hasFastFdCount('/proc') ? countFds('/proc', pid, true) : null;
  } catch {
    return null;
  }
}

function stillAlive(pid: number, signal: string, seconds: number): string {
  const state = readStat('/proc', pid)?.state;
  const sleeping = state === 'D' ? ' (in uninterruptible sleep: it ends when its disk or network answers)' : '';
  const advice = signal === 'SIGTERM' ? 'it may be busy with a request; k again offers KILL' : 'KILL is pending';
  return `${pid} still alive after ${seconds} s${sleeping}; ${advice}`;
}

async function masterGone(goneText: string, workers: readonly Target[]): Promise<Outcome> {
  await waitFor(() => (workers.some(isAlive) ? null : true), WORKERS_SECONDS);
  const left = workers.filter(isAlive).map(({ pid }) => pid);
  if (left.length === 0) return done(`${goneText}; it was the master: its workers are gone too`);
  return failed(
    `${goneText}; it was the master: ${plural(left.length, 'worker')} of it still run (${left.join(', ')})`,
  );
}

async function replacement(master: number, newborns: Newborns, goneText: string, progress: Progress): Promise<Outcome> {
  const start = readStat('/proc', master)?.startTime;
  if (start === undefined) return failed(`${goneText}; its master ${master} is gone too: the service is down`);
  const began = performance.now();
  const log = `see the log of master ${master}`;

  const settled = await waitFor<Outcome>(() => {
    if (!isAlive({ pid: master, startTime: start })) {
      return failed(`${goneText}; then its master ${master} ended: the service is down, see its log`);
    }
    const children = newborns.look();
    const up = children.find(child => child.up !== null);
    if (up) return done(`${goneText}; replacement ${describe(up)}`);
    const loading = children.at(-1);
    if (loading) progress(`${goneText}; replacement ${loading.pid} loads the app`);
    const isLate = newborns.seen === 0 && performance.now() - began > BIRTH_SECONDS * 1000;
    return isLate
      ? failed(`${goneText}; no replacement came within ${BIRTH_SECONDS} s: ${whyNone(master, log)}`)
      : null;
  }, LOAD_SECONDS);
  if (settled) return settled;

  const loading = newborns.look().at(-1);
  if (loading && newborns.seen === 1) {
    return failed(`${goneText}; replacement ${loading.pid} still does not serve after ${LOAD_SECONDS} s: ${log}`);
  }
  return failed(`${goneText}; ${newborns.seen} replacements came and none serves: the app does not load, ${log}`);
}

function whyNone(master: number, log: string): string {
  return readStat('/proc', master)?.state === 'T' ? `master ${master} is stopped (SIGCONT lets it go on)` : log;
}

function describe({ pid, up }: Newborn): string {
  const words = up === 'guessed' ? 'runs; whether it serves may not be seen, run sudo fdtop' : 'is up';
  try {
    return `${pid} ${words} with ${formatCount(countFds('/proc', pid, hasFastFdCount('/proc')))} fds`;
  } catch {
    return `${pid} ${words}`;
  }
}
