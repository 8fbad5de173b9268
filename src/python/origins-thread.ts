import { Worker } from 'node:worker_threads';
import type { Origins } from '../model/origin.ts';
import { type AskThreadOptions, askThread } from '../threads/ask-thread.ts';
import { OriginError } from './origin-error.ts';
import type { Refusal } from './origins-worker.ts';
import type { OriginsRequest } from './read-origins.ts';

/** Set by the bundler: then the thread's program is the file beside this one. */
declare const FDTOP_BUNDLED: boolean | undefined;

/**
 * What is read of the heap lies outside of V8's own and is bounded there (memory.ts, heap-index.ts): this bounds the rest,
 * so that with both fdtop stays below 600 MB.
 */
const LIMITS = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/**
 * As readOrigins, in a thread of its own: it takes seconds, and the screen must not stand still for them.
 *
 * @throws OriginError as readOrigins does; the reason of `signal` when that is aborted
 */
export function readOriginsInThread(request: OriginsRequest, options?: AskThreadOptions): Promise<Origins> {
  const refused = ({ code, why }: Refusal) => new OriginError(code, request.pid, why);
  return askThread({ start: () => startWorker(request), reads: 'origins', refused }, options);
}

function startWorker(request: OriginsRequest): Worker {
  const options = { name: 'origins', workerData: request, resourceLimits: LIMITS };
  const file = typeof FDTOP_BUNDLED === 'undefined' ? './origins-worker.ts' : './origins-worker.js';
  return new Worker(new URL(file, import.meta.url), options);
}
