/** The program of the thread that readOriginsInThread starts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Origins } from '../model/origin.ts';
import type { ThreadReply } from '../threads/ask-thread.ts';
import { OriginError } from './origin-error.ts';
import { readOrigins } from './read-origins.ts';

export type Refusal = Pick<OriginError, 'code' | 'why'>;

const send = (reply: ThreadReply<Origins, Refusal>) => parentPort!.postMessage(reply);
try {
  const onProgress = (done: number, total: number) => send({ type: 'progress', done, total });
  send({ type: 'result', result: await readOrigins(workerData, { onProgress }) });
} catch (error) {
  // Errors lose their class on the way between threads; any other goes there as the event `error`.
  if (!(error instanceof OriginError)) throw error;
  send({ type: 'refused', code: error.code, why: error.why });
}
