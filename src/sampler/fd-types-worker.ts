/** The program of the thread that readFdTypesInThread starts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FdTypes } from '../model/fd-types.ts';
import { FdTypesError } from '../proc/fd-types-error.ts';
import { readFdTypes } from '../proc/read-fd-types.ts';
import { readUserSockets } from '../proc/user-sockets.ts';
import type { ThreadReply } from '../threads/ask-thread.ts';
import type { ThreadRequest } from './fd-types-thread.ts';

export type Refusal = Pick<FdTypesError, 'code'>;

const request: ThreadRequest = workerData;
const send = (reply: ThreadReply<FdTypes, Refusal>) => parentPort!.postMessage(reply);
const onProgress = (done: number, total: number) => send({ type: 'progress', done, total });
try {
  const result = request.userSockets ? readUserSockets(request) : readFdTypes(request, { onProgress });
  send({ type: 'result', result });
} catch (error) {
  // Errors lose their class on the way between threads; any other goes there as the event `error`.
  if (!(error instanceof FdTypesError)) throw error;
  send({ type: 'refused', code: error.code });
}
