import { closeSync } from 'node:fs';
import { startLeak } from './leak.ts';
import { openHosts } from './open-fds.ts';
import { onParentGone, tellParent } from './role-process.ts';

const gracefulMs = 300;

/** A worker with Gunicorn's signals: TERM is graceful, INT and QUIT are quick, HUP and USR2 kill it. */
export function runWorker(args: string[]): void {
  const upstreamPort = Number(args[0]);
  process.on('SIGTERM', () => setTimeout(() => process.exit(0), gracefulMs));
  process.on('SIGINT', () => process.exit(0));
  process.on('SIGQUIT', () => process.exit(0));
  process.on('SIGUSR1', () => {});
  onParentGone(() => process.exit(0));
  process.on('message', (message: { leakAfterMs: number }) => startLeak(upstreamPort, message.leakAfterMs));
  breathe([]);
  void tellParent({ ready: true });
}

/** Opens and closes a few files, as a healthy worker does. */
function breathe(held: number[]): void {
  if (Math.random() * 6 > held.length) held.push(openHosts());
  else closeSync(held.shift()!);
  setTimeout(breathe, 500 + Math.random() * 1_000, held);
}
