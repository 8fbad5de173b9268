import { Worker } from 'node:worker_threads';
import type { FdTypes } from '../model/fd-types.ts';
import { FdTypesError } from '../proc/fd-types-error.ts';
import type { FdTypesRequest } from '../proc/read-fd-types.ts';
import type { ThreadMessage } from './fd-types-worker.ts';

export interface FdTypesThreadOptions {
  onProgress?(done: number, total: number): void;
  /** Aborting it ends the thread, wherever it is. */
  signal?: AbortSignal;
}

/** What the thread is asked: the open fds of a process, or, where those may not be read, the sockets of its user. */
export type ThreadRequest = FdTypesRequest & { userSockets?: boolean };

/**
 * The thread's program as text, bundled by itself (src/tools/build.ts): it starts in a quarter of the time that the
 * whole bundle takes, and the first estimate is to be there in a tenth of a second. Absent when nothing is bundled.
 */
declare const FDTOP_FD_TYPES_WORKER: string | undefined;

/** The walk makes much short-lived garbage: a small nursery keeps it, and with it fdtop's memory, small. */
const NURSERY_MB = 2;

/**
 * As readFdTypes, in a thread of its own: half a million fds take seconds, and the screen must not stand still for them.
 *
 * @throws FdTypesError as readFdTypes does; the reason of `signal` when that is aborted
 */
export function readFdTypesInThread(
  request: ThreadRequest,
  { onProgress, signal }: FdTypesThreadOptions = {},
): Promise<FdTypes> {
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
    worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'progress') onProgress?.(message.done, message.total);
      else if (message.type === 'result') settle(() => resolve(message.types));
      else settle(() => reject(new FdTypesError(message.code, request.pid)));
    });
    worker.on('error', error => settle(() => reject(error)));
    worker.on('exit', code =>
      settle(() => reject(new Error(`the thread that reads fd types ended with code ${code}`))),
    );
  });
}

function startWorker(request: ThreadRequest): Worker {
  const options = { name: 'fd-types', workerData: request, resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB } };
  return typeof FDTOP_FD_TYPES_WORKER === 'undefined'
    ? new Worker(new URL('./fd-types-worker.ts', import.meta.url), options)
    : new Worker(FDTOP_FD_TYPES_WORKER, { ...options, eval: true });
}
