import { Worker } from 'node:worker_threads';
import type { Origins } from '../model/origin.ts';
import { OriginError } from './origin-error.ts';
import type { OriginsMessage } from './origins-worker.ts';
import type { OriginsRequest } from './read-origins.ts';

export interface OriginsThreadOptions {
  onProgress?(done: number, total: number): void;
  /** Aborting it ends the thread, wherever it is. */
  signal?: AbortSignal;
}

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
export function readOriginsInThread(
  request: OriginsRequest,
  { onProgress, signal }: OriginsThreadOptions = {},
): Promise<Origins> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const worker = startWorker(request);
    const abort = () => settle(() => reject(signal!.reason));
    const settle = (use: () => void) => {
      signal?.removeEventListener('abort', abort);
      worker.removeAllListeners('message');
      worker.terminate();
      use();
    };
    signal?.addEventListener('abort', abort);
    worker.on('message', (message: OriginsMessage) => {
      if (message.type === 'progress') onProgress?.(message.done, message.total);
      else if (message.type === 'result') settle(() => resolve(message.origins));
      else settle(() => reject(new OriginError(message.code, request.pid, message.why)));
    });
    worker.on('error', error => settle(() => reject(error)));
    worker.on('exit', code => settle(() => reject(new Error(`the thread that reads origins ended with code ${code}`))));
  });
}

function startWorker(request: OriginsRequest): Worker {
  const options = { name: 'origins', workerData: request, resourceLimits: LIMITS };
  const file = typeof FDTOP_BUNDLED === 'undefined' ? './origins-worker.ts' : './origins-worker.js';
  return new Worker(new URL(file, import.meta.url), options);
}
