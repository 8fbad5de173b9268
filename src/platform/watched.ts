/**
 * What the main thread is reading of /proc, told to the thread that watches over it (watchdog.ts): a process of any user can make
 * reads of its cmdline, environ, stat and links wait for ever, in the kernel, where no handler and no timer of ours runs. Told is
 * only what can wait, in a word that both threads see; before there is such a thread, and in all others, this costs nothing.
 */
import { statSync } from 'node:fs';

/** Of these words: the process that is read now, 0 for none; how often that has changed; whether a screen is up. */
export const READ_NOW = 0;
export const READS = 1;
export const SCREEN_IS_UP = 2;
export const WORDS = 3;

/** A process that has held up who read it, and until when it is left out, in ms. Ends with the process: `stamp` tells it from the next. */
export interface HeldUp {
  pid: number;
  stamp: string;
  until: number;
}

let words: Int32Array<SharedArrayBuffer> | null = null;
let prefix = 0;
const leftOut = new Map<number, HeldUp>();

/** From now on what is read below `procRoot` is told to who sees `shared`; these processes are not read at all. */
export function tellReads(shared: Int32Array<SharedArrayBuffer>, procRoot: string, heldUp: readonly HeldUp[]): void {
  words = shared;
  prefix = procRoot.length + 1;
  for (const each of heldUp) leftOut.set(each.pid, each);
}

/** Before a file or link of a process is read. Throws for one that is left out. Always followed by hasRead. */
export function reading(path: string): void {
  if (words === null) return;
  const pid = Number.parseInt(path.slice(prefix, prefix + 10), 10) || 0;
  if (leftOut.size > 0) refuseLeftOut(pid, path);
  Atomics.store(words, READ_NOW, pid);
  Atomics.add(words, READS, 1);
}

export function hasRead(): void {
  if (words !== null) Atomics.store(words, READ_NOW, 0);
}

export function tellScreen(isUp: boolean): void {
  if (words !== null) Atomics.store(words, SCREEN_IS_UP, isUp ? 1 : 0);
}

/** Of its folder in /proc, which always answers; its start time does not. Null when it is gone. */
export function stampOf(procRoot: string, pid: number): string | null {
  const stats = statSync(`${procRoot}/${pid}`, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.ctimeMs}` : null;
}

function refuseLeftOut(pid: number, path: string): void {
  const known = leftOut.get(pid);
  if (!known) return;
  if (known.until > Date.now() && known.stamp === stampOf(path.slice(0, prefix - 1), pid))
    throw Object.assign(new Error(path), { code: 'ETIMEDOUT' });
  leftOut.delete(pid);
}
