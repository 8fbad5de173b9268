/** The program of the thread, in a process of its own, that readTraceHookApart starts. */
import { parentPort, workerData } from 'node:worker_threads';
import { readTraceHook } from './trace-hook.ts';

parentPort!.postMessage({ type: 'result', result: await readTraceHook(workerData) });
