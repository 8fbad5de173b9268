import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { readStat } from '../proc/stat.ts';
import { words } from '../words/words.ts';
import { failed, type Outcome, type Progress, waitFor } from './outcome.ts';
import { openProcess, type ProcessHandle } from './process-handle.ts';
import { type EndingSignal, isAlive, sendSafely, shortName, type Target } from './signal.ts';

export interface EndingRequest {
  target: Target;
  signal: EndingSignal;
  /** How long the signal may take, in seconds; KILL has its own time. */
  graceSeconds: number;
  /** When that was not enough QUIT and KILL follow. */
  escalate: boolean;
  /** Named to who may not signal it. */
  remedy: string;
  /** No further signal is sent once this is aborted. */
  interrupted?: AbortSignal;
}

export interface Ended {
  ok: true;
  seconds: number;
  /** What was sent, in order. */
  sent: EndingSignal[];
}

/** What has not ended by QUIT after so long does not run Python: it hangs in a system call or an extension. */
const QUIT_SECONDS = 5;
/** A kill by KILL takes longer than this only in uninterruptible sleep, or where there is very much to close. */
const KILL_SECONDS = 5;
/** The kernel closes half a million fds in seconds, on a slow machine in half a minute; the process runs (R) meanwhile. */
const CLOSING_SECONDS = 120;

/** Sends the signal and waits for the end of the process, which is held all the while: each signal reaches this one, or none. */
export async function endProcess(request: EndingRequest, progress: Progress): Promise<Ended | Outcome> {
  const opened = openProcess(request.target);
  try {
    return await endHeld(request, 'why' in opened ? null : opened, progress);
  } finally {
    if ('close' in opened) opened.close();
  }
}

/** `held` null: it was not there any more, and the first signal is refused. */
async function endHeld(
  request: EndingRequest,
  held: ProcessHandle | null,
  progress: Progress,
): Promise<Ended | Outcome> {
  const said = words().signals;
  const { target, graceSeconds, remedy, interrupted } = request;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const sent: EndingSignal[] = [];
  const hasEnded = () => !(held ? held.isAlive() : isAlive(target));
  if (held?.noPidfd) progress(said.noPidfd(target.pid, held.noPidfd));
  for (const signal of signalsOf(request)) {
    if (interrupted?.aborted && sent.length === 0) return failed(said.interrupted(target.pid));
    if (interrupted?.aborted) break;
    const refusal = sendSafely(target, signal, remedy, sent.length > 0 ? said.notSent(shortName(signal)) : undefined);
    if (refusal && sent.length > 0 && hasEnded()) return { ok: true, seconds: elapsed(), sent };
    if (refusal) return sent.length === 0 ? refusal : { ...refusal, text: said.sent(namesOf(sent), refusal.text) };
    sent.push(signal);
    const seconds = signal === 'SIGKILL' ? KILL_SECONDS : sent.length === 1 ? graceSeconds : QUIT_SECONDS;
    progress(said.waiting(namesOf(sent), target.pid));
    if (await waitForEnd(target.pid, hasEnded, sent, seconds, progress)) return { ok: true, seconds: elapsed(), sent };
  }
  return failed(stillAlive(target.pid, sent, elapsed()));
}

function signalsOf({ signal, escalate }: EndingRequest): EndingSignal[] {
  if (!escalate || signal === 'SIGKILL') return [signal];
  return signal === 'SIGTERM' ? [signal, 'SIGQUIT', 'SIGKILL'] : [signal, 'SIGKILL'];
}

export function namesOf(signals: readonly EndingSignal[]): string {
  return words().signals.inTurn(signals.map(shortName));
}

/** True when it has ended; false when it has not, and does nothing that would lead there. */
async function waitForEnd(
  pid: number,
  hasEnded: () => boolean,
  sent: EndingSignal[],
  seconds: number,
  progress: Progress,
): Promise<boolean> {
  const said = words().signals;
  const isKilled = sent.includes('SIGKILL');
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let fds = Number.POSITIVE_INFINITY;
  let closingAt = Number.NEGATIVE_INFINITY;
  const ended = await waitFor(() => {
    if (hasEnded()) return true;
    const left = countOrNull(pid);
    if (left !== null && left < fds && Number.isFinite(fds)) closingAt = elapsed();
    fds = left ?? fds;
    // What has been killed and still runs is in the kernel, closing.
    const isClosing = elapsed() - closingAt < KILL_SECONDS || (isKilled && readStat('/proc', pid)?.state === 'R');
    const doing = isClosing ? said.closing(left) : said.ending;
    progress(said.progress(namesOf(sent), pid, doing, Math.floor(elapsed()), seconds));
    return elapsed() >= seconds && !isClosing ? false : null;
  }, seconds + CLOSING_SECONDS);
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

function stillAlive(pid: number, sent: EndingSignal[], seconds: number): string {
  const state = readStat('/proc', pid)?.state;
  const said = words().signals;
  const how = said.alive(pid, seconds, namesOf(sent));
  if (state === 'D') return `${how}: ${said.sleeps}`;
  if (sent.includes('SIGKILL')) return `${how}: ${said.pending}`;
  if (state === 'T' || state === 't') return `${how}: ${said.stopped}`;
  return `${how}: ${said.busy}`;
}
