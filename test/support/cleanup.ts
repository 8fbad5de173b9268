/**
 * What must not outlive the test process: whatever starts a process, a mount or a folder registers here how to end it.
 * `setup.ts` ends it all after each test file; a process that merely exits gets the synchronous half.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Resource {
  /** Ends it in order and waits until it is gone. Called at most once. */
  stop(): Promise<void>;
  /** The same in the little time before the process exits: no waiting. */
  stopNow(): void;
}

const open = new Map<Resource, () => Promise<void>>();
process.once('exit', () => {
  for (const resource of open.keys()) resource.stopNow();
});

/** Keeps `resource` until it is stopped; gives the function that stops it, which may be called again. */
export function register(resource: Resource): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= resource.stop().finally(() => open.delete(resource));
    return stopping;
  };
  open.set(resource, stop);
  return stop;
}

/** The same for a child that may be ended by KILL; one that has ended is waited for no more. */
export function registerChild(child: ChildProcess): () => Promise<void> {
  return register({
    async stop() {
      const exit = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await exit;
    },
    stopNow: () => void child.kill('SIGKILL'),
  });
}

/** Ends everything that is still open, all at once. */
export async function stopEverything(): Promise<void> {
  const results = await Promise.allSettled([...open.values()].map(stop => stop()));
  const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, 'could not end what the tests started');
}
