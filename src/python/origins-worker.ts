/** The program of the thread that readOriginsInThread starts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Origins } from '../model/origin.ts';
import { OriginError } from './origin-error.ts';
import { readOrigins } from './read-origins.ts';

export type OriginsMessage =
  | { type: 'progress'; done: number; total: number }
  | { type: 'result'; origins: Origins }
  | { type: 'refused'; code: OriginError['code']; why: string };

const send = (message: OriginsMessage) => parentPort!.postMessage(message);
try {
  const onProgress = (done: number, total: number) => send({ type: 'progress', done, total });
  send({ type: 'result', origins: await readOrigins(workerData, { onProgress }) });
} catch (error) {
  // Errors lose their class on the way between threads; any other goes there as the event `error`.
  if (!(error instanceof OriginError)) throw error;
  send({ type: 'refused', code: error.code, why: error.why });
}
