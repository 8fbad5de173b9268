import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { FdTypes } from '../model/fd-types.ts';
import { FdTypesError, type FdTypesRequest, readFdTypes } from '../proc/read-fd-types.ts';

export interface FdTypesThreadOptions {
  onProgress?(done: number, total: number): void;
  /** Aborting it ends the thread, wherever it is. */
  signal?: AbortSignal;
}

type Message =
  | { type: 'progress'; done: number; total: number }
  | { type: 'result'; types: FdTypes }
  | { type: 'refused'; code: FdTypesError['code'] };

const THREAD = 'fd-types';

/** The walk makes much short-lived garbage: a small nursery keeps it, and with it fdtop's memory, small. */
const NURSERY_MB = 2;

/**
 * As readFdTypes, in a thread of its own: half a million fds take seconds, and the screen must not stand still for them.
 *
 * @throws FdTypesError as readFdTypes does; the reason of `signal` when that is aborted
 */
export function readFdTypesInThread(
  request: FdTypesRequest,
  { onProgress, signal }: FdTypesThreadOptions = {},
): Promise<FdTypes> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Bundled, this is the program itself, whose entry calls runFdTypesThread.
    const worker = new Worker(new URL(import.meta.url), {
      name: THREAD,
      workerData: { fdtopThread: THREAD, request },
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
    });
    const abort = () => settle(() => reject(signal!.reason));
    const settle = (use: () => void) => {
      signal?.removeEventListener('abort', abort);
      worker.removeAllListeners('message');
      worker.terminate();
      use();
    };
    signal?.addEventListener('abort', abort);
    worker.on('message', (message: Message) => {
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

/** What runs in the thread: for the entry of the program, when it finds itself started as this worker. */
export function runFdTypesThread(): void {
  const { request } = workerData as { request: FdTypesRequest };
  const send = (message: Message) => parentPort!.postMessage(message);
  try {
    const types = readFdTypes(request, { onProgress: (done, total) => send({ type: 'progress', done, total }) });
    send({ type: 'result', types });
  } catch (error) {
    // Errors lose their class on the way between threads; any other goes there as the event `error`.
    if (!(error instanceof FdTypesError)) throw error;
    send({ type: 'refused', code: error.code });
  }
}

/** Not bundled, as under test, the worker is started with this file itself. */
const isEntry = import.meta.url.endsWith('/fd-types-thread.ts');
if (isEntry && !isMainThread && workerData?.fdtopThread === THREAD) runFdTypesThread();
