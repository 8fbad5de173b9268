import { endCalls } from './end-calls.ts';

/** Where only a SIGKILL is left, which takes the exit code with it, one is waited for that has begun just now. */
const GRACE_MS = 1000;

const pending = new Map<symbol, number>();
let isListening = false;

/**
 * For work that another thread does, and that may wait in the kernel for ever: an exit of Node's waits for all threads, so one would
 * hold up even that. Where such work is not done by then, fdtop ends without. Gives the work.
 */
export function leavable<Result>(work: Promise<Result>): Promise<Result> {
  if (!isListening) process.on('exit', leave);
  isListening = true;
  const key = Symbol();
  pending.set(key, performance.now());
  const done = () => pending.delete(key);
  work.then(done, done);
  return work;
}

function leave(code: number): void {
  if (pending.size === 0) return;
  const calls = endCalls();
  calls?.uv_tty_reset_mode();
  calls?._exit(code);
  if (performance.now() - Math.min(...pending.values()) > GRACE_MS) process.kill(process.pid, 'SIGKILL');
}
