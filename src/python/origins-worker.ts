/** The program of the thread, in a process of its own, that readOriginsApart starts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Origins } from '../model/origin.ts';
import type { ThreadReply } from '../threads/ask-thread.ts';
import { OriginError } from './origin-error.ts';
import type { OriginsTask } from './origins-process.ts';
import { readOrigins } from './read-origins.ts';

export type Refusal = Pick<OriginError, 'code' | 'why'>;

/** That a file of the process is opened now, which may wait for ever; null: it is not any more. */
export interface Opening {
  type: 'opening';
  path: string | null;
}

const send = (reply: ThreadReply<Origins, Refusal> | Opening) => parentPort!.postMessage(reply);
try {
  const onProgress = (done: number, total: number) => send({ type: 'progress', done, total });
  const onOpen = (path: string | null) => send({ type: 'opening', path });
  const { request, itself }: OriginsTask = workerData;
  const pid = itself ? process.pid : request.pid;
  send({ type: 'result', result: await readOrigins({ ...request, pid }, { onProgress, onOpen }) });
} catch (error) {
  // Errors lose their class on the way between threads; any other goes there as the event `error`.
  if (!(error instanceof OriginError)) throw error;
  send({ type: 'refused', code: error.code, why: error.why });
}
