import type { ChildProcess } from 'node:child_process';

export const workerCount = 4;

/** What the keeper keeps: a master that leads a process group of its own, with its workers in it. */
export interface Service {
  master: ChildProcess;
  describe: string;
  /** Resolves when master and workers run; rejects with the reason. */
  ready: Promise<void>;
  /** Removes what the service has on disk. */
  cleanUp(): void;
}
