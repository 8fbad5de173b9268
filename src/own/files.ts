import { readFileSync } from 'node:fs';
import { getAsset } from 'node:sea';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { PACKED } from './program.ts';

/** A file that the bundler has laid beside the program, or put into the executable. There is none of the sources. */
export function ownFile(name: string): Uint8Array {
  return PACKED === 'executable' ? new Uint8Array(getAsset(name)) : readFileSync(new URL(name, import.meta.url));
}

/** A thread whose program is such a file. */
export function startOwnThread(name: string, options: WorkerOptions): Worker {
  return PACKED === 'executable'
    ? new Worker(getAsset(name, 'utf8'), { ...options, eval: true })
    : new Worker(new URL(name, import.meta.url), options);
}
