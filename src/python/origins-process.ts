import type { Origins } from '../model/origin.ts';
import { Apart } from '../own/apart.ts';
import { mountOf } from '../platform/mounts.ts';
import { readMounts } from '../proc/mounts.ts';
import { type AskThreadOptions, askThread, type ThreadReply } from '../threads/ask-thread.ts';
import { DEFAULT_LIMITS } from './budget.ts';
import { OriginError } from './origin-error.ts';
import type { Opening, Refusal } from './origins-worker.ts';
import type { OriginsRequest } from './read-origins.ts';

/** What the thread is given. `itself`: it looks at its own process, in place of the one of the request. */
export interface OriginsTask {
  request: OriginsRequest;
  itself: boolean;
}

/**
 * What is read of the heap lies outside of V8's own and is bounded there (memory.ts, heap-index.ts): this bounds the rest,
 * so that with both fdtop stays below 600 MB.
 */
const LIMITS = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/** A file that keeps us waiting for so long lies on a mount whose server is dead. */
const OPENING_MS = 5_000;
/** The first that does not answer takes its mount with it, the second one all that is left. */
const MOST_SILENT = 2;
/** Beside what the heap may take: the start, and the source (read-origins.ts). */
const BESIDE_SECONDS = 30;
/** By the clock the budget waits so many times as long (budget.ts). */
const WAIT = 4;

/**
 * As readOrigins, in a process of its own: it takes seconds, and the screen must not stand still for them; and whatever the
 * process that is looked at puts in its way, aborting ends it at once. Files that do not answer are left out, and a note says
 * so.
 *
 * @throws OriginError as readOrigins does, and `no-answer`; the reason of `signal` when that is aborted
 */
export async function readOriginsApart(request: OriginsRequest, options: AskThreadOptions = {}): Promise<Origins> {
  const avoid = [...(request.avoid ?? [])];
  for (;;) {
    try {
      return await ask({ request: { ...request, avoid }, itself: false }, options);
    } catch (error) {
      if (!(error instanceof Silent)) throw error;
      if (error.path === null || avoid.length >= MOST_SILENT) throw new OriginError('no-answer', request.pid);
      avoid.push(
        avoid.length === 0 ? (mountOf(error.path, readMounts(request.procRoot, request.pid))?.point ?? '/') : '/',
      );
    }
  }
}

/**
 * The proof that such a process comes up, and reads maps and memory: it looks at itself, which everybody may.
 *
 * @throws OriginError `no-python`, for that is what it is not
 */
export async function readOriginsOfItself(): Promise<Origins> {
  return await ask({ request: { procRoot: '/proc', pid: process.pid, startTime: null }, itself: true }, {});
}

/** Nothing was heard of it for too long. `path`: of the file that it was opening; null: of none. */
class Silent extends Error {
  readonly path: string | null;

  constructor(path: string | null) {
    super('no answer');
    this.path = path;
  }
}

async function ask(task: OriginsTask, { onProgress, signal }: AskThreadOptions): Promise<Origins> {
  const { pid, limits } = task.request;
  const refused = ({ code, why }: Refusal) => new OriginError(code, pid, why);
  const silence = new AbortController();
  let opening: NodeJS.Timeout | undefined;
  const seconds = WAIT * (limits?.seconds ?? DEFAULT_LIMITS.seconds) + BESIDE_SECONDS;
  const whole = setTimeout(() => silence.abort(new Silent(null)), seconds * 1000);
  const start = () => {
    const apart = new Apart(
      { packed: 'origins-worker.js', source: new URL('./origins-worker.ts', import.meta.url) },
      { workerData: task, resourceLimits: LIMITS },
    );
    apart.on('message', (message: ThreadReply<Origins, Refusal> | Opening) => {
      if (message.type !== 'opening') return;
      clearTimeout(opening);
      const { path } = message;
      if (path !== null) opening = setTimeout(() => silence.abort(new Silent(path)), OPENING_MS);
    });
    return apart;
  };
  try {
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    return await askThread<Origins, Refusal>({ start, reads: 'origins', refused }, { onProgress, signal: either });
  } finally {
    clearTimeout(whole);
    clearTimeout(opening);
  }
}
