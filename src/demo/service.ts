import type { ChildProcess } from 'node:child_process';

export const workerCount = 4;

/** What the keeper keeps: a master that leads a process group of its own, with its workers in it. */
export interface Service {
  master: ChildProcess;
  /** The Gunicorn that runs; null for one of fdtop's own. */
  program: string | null;
  /** Resolves when master and workers run; rejects with the reason. */
  ready: Promise<void>;
  /** Removes what the service has on disk. */
  cleanUp(): void;
}
