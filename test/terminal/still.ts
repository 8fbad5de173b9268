import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is the same twice: a frame may arrive in pieces. Gives it, or after `timeout` ms the last one. */
export async function still(ask: () => string, { timeout = 10_000 } = {}): Promise<string> {
  const deadline = performance.now() + timeout;
  for (let last = ask(); ; ) {
    await sleep(200);
    const now = ask();
    if (now === last || performance.now() > deadline) return now;
    last = now;
  }
}
