import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, isGone, parentOf, until } from './processes.ts';

export interface Started {
  starter: ChildProcess;
  masterPid: number;
  keeperPid: number;
  workerPids: number[];
  /** Waits until no process of the demo is left, and nothing in its temporary directory. */
  nothingIsLeft(): Promise<void>;
  /** Ends what a failed test left, by the pids it started. */
  cleanUp(): void;
}

/** Starts a demo from a process of its own, to be killed, with a temporary directory of its own. */
export async function startFromOutside(program: string, flavour: string, maxFds?: number): Promise<Started> {
  const temp = mkdtempSync(join(tmpdir(), 'fdtop-test-'));
  const limit = maxFds ? `ulimit -n ${maxFds}; ` : '';
  const starter = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, program, flavour], {
    env: { ...process.env, TMPDIR: temp },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ masterPid }] = (await once(starter, 'message')) as [{ masterPid: number }];
  const keeperPid = parentOf(masterPid);
  const workerPids = childrenOf(masterPid);
  const demo = [keeperPid, masterPid, ...workerPids];

  return {
    starter,
    masterPid,
    keeperPid,
    workerPids,
    async nothingIsLeft() {
      await until('all processes are gone', () => demo.every(isGone));
      await until('the folder is gone', () => readdirSync(temp).length === 0);
    },
    cleanUp() {
      for (const pid of [starter.pid!, ...demo].filter(pid => !isGone(pid))) end(pid);
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

/** It may end by itself meanwhile, as its keeper has. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
