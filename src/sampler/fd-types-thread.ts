import { Worker } from 'node:worker_threads';
import type { FdTypes } from '../model/fd-types.ts';
import { FdTypesError } from '../proc/fd-types-error.ts';
import type { FdTypesRequest } from '../proc/read-fd-types.ts';
import { type AskThreadOptions, askThread } from '../threads/ask-thread.ts';
import type { Refusal } from './fd-types-worker.ts';

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
export function readFdTypesInThread(request: ThreadRequest, options?: AskThreadOptions): Promise<FdTypes> {
  const refused = ({ code }: Refusal) => new FdTypesError(code, request.pid);
  return askThread({ start: () => startWorker(request), reads: 'fd types', refused }, options);
}

function startWorker(request: ThreadRequest): Worker {
  const options = { name: 'fd-types', workerData: request, resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB } };
  return typeof FDTOP_FD_TYPES_WORKER === 'undefined'
    ? new Worker(new URL('./fd-types-worker.ts', import.meta.url), options)
    : new Worker(FDTOP_FD_TYPES_WORKER, { ...options, eval: true });
}
