import type { EventEmitter } from 'node:events';
import { leavable } from '../platform/leave.ts';

/** What such a thread says: its progress, and at last its result, or why it refuses. */
export type ThreadReply<Result, Refusal> =
  | { type: 'progress'; done: number; total: number }
  | { type: 'result'; result: Result }
  | ({ type: 'refused' } & Refusal);

export interface AskThreadOptions {
  onProgress?(done: number, total: number): void;
  /** Aborting it ends the thread, wherever it is; one in a process of its own even where it waits in the kernel. */
  signal?: AbortSignal;
}

/** A Worker, or one in a process of its own (own/apart.ts). */
export type Thread = EventEmitter & { terminate(): unknown };

export interface AskedThread<Refusal> {
  start(): Thread;
  /** What it reads, for the error when it ends without a word. */
  reads: string;
  /** The error of a refusal: errors lose their class on the way between threads. */
  refused(refusal: Refusal): Error;
}

/**
 * The one result of a thread, which is ended then.
 *
 * @throws what `refused` makes; any other error of the thread; the reason of `signal` when that is aborted
 */
export function askThread<Result, Refusal>(
  { start, reads, refused }: AskedThread<Refusal>,
  { onProgress, signal }: AskThreadOptions = {},
): Promise<Result> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const worker = start();
    const abort = () => settle(() => reject(signal!.reason));
    const settle = (use: () => void) => {
      signal?.removeEventListener('abort', abort);
      worker.removeAllListeners('message');
      const ended = worker.terminate();
      if (ended instanceof Promise) void leavable(ended);
      use();
    };
    signal?.addEventListener('abort', abort);
    worker.on('message', (reply: ThreadReply<Result, Refusal>) => {
      if (reply.type === 'progress') onProgress?.(reply.done, reply.total);
      else if (reply.type === 'result') settle(() => resolve(reply.result));
      else if (reply.type === 'refused') settle(() => reject(refused(reply)));
    });
    worker.on('error', error => settle(() => reject(error)));
    worker.on('exit', code =>
      settle(() => reject(new Error(`the thread that reads ${reads} ended with code ${code}`))),
    );
  });
}
