import { isAbsolute, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isProcfs } from '../proc/fd-count.ts';
import { readHeldUp } from './held-up.ts';
import { type HeldUp, tellReads, WORDS } from './watched.ts';

export interface WatchdogTask {
  /** See watched.ts. */
  words: Int32Array<SharedArrayBuffer>;
  procRoot: string;
  patienceMs: number;
  isCheck: boolean;
  /** Where root keeps what the next one is to leave out; null for nowhere. */
  heldUpFile: string | null;
}

/** The thread's program as text (src/tools/bundles.ts). Absent when nothing is bundled. */
declare const FDTOP_WATCHDOG_WORKER: string | undefined;

const PATIENCE_MS = 10_000;
/** An answer to Nagios is to come in seconds. */
const CHECK_PATIENCE_MS = 2000;

/**
 * Starts the thread that ends fdtop, says why, and gives the terminal back when the main thread waits for what it reads of a
 * process: any user can make it wait for ever, and then neither Ctrl-C nor SIGTERM end it. Gives those that are left out, as they
 * have done so to an earlier fdtop.
 */
export function startWatchdog({ procRoot, isCheck }: { procRoot: string; isCheck: boolean }): HeldUp[] {
  // A captured tree is of plain files.
  if (!isProcfs(procRoot)) return [];
  const words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  const heldUpFile = process.geteuid?.() === 0 ? heldUpOfRoot(process.env) : null;
  const heldUp = heldUpFile === null ? [] : readHeldUp(heldUpFile, procRoot);
  const patienceMs = isCheck ? CHECK_PATIENCE_MS : PATIENCE_MS;
  const task: WatchdogTask = { words, procRoot, patienceMs, isCheck, heldUpFile };
  tellReads(words, procRoot, heldUp);
  startWorker(task).unref();
  return heldUp;
}

/** Beside what `fdtop watch` keeps. */
function heldUpOfRoot({ STATE_DIRECTORY = '' }: NodeJS.ProcessEnv): string {
  const [given] = STATE_DIRECTORY.split(':');
  return join(given && isAbsolute(given) ? given : '/var/lib/fdtop', 'held-up.json');
}

function startWorker(task: WatchdogTask): Worker {
  const options = {
    name: 'watchdog',
    workerData: task,
    // It writes by itself: Node would open fdtop's own streams for it, which a check does without.
    stdout: true,
    stderr: true,
    env: {},
    execArgv: process.execArgv.filter(word => word === '--experimental-ffi'),
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
  };
  return typeof FDTOP_WATCHDOG_WORKER === 'undefined'
    ? new Worker(new URL('./watchdog-worker.ts', import.meta.url), options)
    : new Worker(FDTOP_WATCHDOG_WORKER, { ...options, eval: true });
}
