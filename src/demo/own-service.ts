import { lastError, tail } from './last-error.ts';
import { spawnRole } from './role-process.ts';
import { type Service, workerCount } from './service.ts';

/** Starts a master of our own, titled as Gunicorn's is. */
export function startOwnService(upstreamPort: number): Service {
  const master = spawnRole(process.argv[1]!, 'master', [String(upstreamPort), String(workerCount)], {
    detached: true,
    stderr: 'pipe',
  });
  const stderr = tail(master.stderr!);
  const ready = new Promise<void>((resolve, reject) => {
    master.once('message', () => resolve());
    master.once('error', reject);
    master.once('exit', () => reject(new Error(lastError(stderr()))));
  });
  return { master, program: null, ready, cleanUp: () => {} };
}
