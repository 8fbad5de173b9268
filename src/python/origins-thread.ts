import { Worker } from 'node:worker_threads';
import type { Origins } from '../model/origin.ts';
import { startOwnThread } from '../own/files.ts';
import { PACKED } from '../own/program.ts';
import { type AskThreadOptions, askThread } from '../threads/ask-thread.ts';
import { OriginError } from './origin-error.ts';
import type { Refusal } from './origins-worker.ts';
import type { OriginsRequest } from './read-origins.ts';

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
  return PACKED === 'sources'
    ? new Worker(new URL('./origins-worker.ts', import.meta.url), options)
    : startOwnThread('origins-worker.js', options);
}
