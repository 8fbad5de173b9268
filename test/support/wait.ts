/** Waiting for something outside this process. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is not null, undefined or false, and gives it; after `timeout` ms it fails and says for what. */
export async function waitUntil<T>(
  what: string,
  ask: () => T | Promise<T>,
  { timeout = 45_000, every = 25 } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`waited ${timeout} ms in vain for: ${what}`);
    await sleep(every);
  }
}
