/** The program of the thread, in a process of its own (own/apart.ts), that foreign-file.ts asks: one answer for each question. */
import { parentPort } from 'node:worker_threads';
import { answer, type ForeignRequest } from './foreign-look.ts';

parentPort!.on('message', (request: ForeignRequest) => parentPort!.postMessage(answer(request)));
parentPort!.postMessage('ready');
