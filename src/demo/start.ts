import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { spokenLanguage, words } from '../words/words.ts';
import { lastError, tail } from './last-error.ts';
import { spawnRole } from './role-process.ts';
import { type Service, workerCount } from './service.ts';

export interface Demo {
  masterPid: number;
  /** One line for people: what runs, and where. */
  describe: string;
  /** Ends every process of the demo and waits for it. May be called twice. */
  stop(): Promise<void>;
}

interface Started extends Pick<Service, 'program'> {
  masterPid: number;
  upstreamPort: number;
}

/** What the keeper says, once. */
export type KeeperMessage = Started | { failure: string };

const startTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

/**
 * Starts a leaking service of fdtop's own: a keeper process, and under it a master with its workers.
 * It ends with stop(), or when this process ends, however that happens.
 * `program` is dist/fdtop.js, which runs the roles where fdtop is no executable of its own; `gunicorn` takes an installed Gunicorn as the master.
 */
export async function startDemo(options: { program: string; gunicorn?: boolean }): Promise<Demo> {
  const flavour = options.gunicorn ? 'gunicorn' : 'own';
  const keeper = spawnRole(options.program, 'keeper', [flavour, spokenLanguage()], { detached: true, stderr: 'pipe' });
  try {
    const started = await firstWord(keeper);
    letGo(keeper);
    const { masterPid, program, upstreamPort } = started;
    const describe = words().looks.demo(program, masterPid, workerCount, upstreamPort);
    return { masterPid, describe, stop: () => stopKeeper(keeper) };
  } catch (error) {
    await stopKeeper(keeper);
    throw error;
  }
}

async function firstWord(keeper: ChildProcess): Promise<Started> {
  const stderr = tail(keeper.stderr!);
  const { promise, resolve, reject } = Promise.withResolvers<Started>();
  const fail = (reason: string) => reject(new Error(words().demo.notStarted(reason)));
  const timer = setTimeout(() => fail(words().demo.notReady(startTimeoutMs / 1000)), startTimeoutMs);
  keeper.once('message', (message: KeeperMessage) => ('failure' in message ? fail(message.failure) : resolve(message)));
  keeper.once('error', error => fail(error.message));
  keeper.once('exit', () => fail(lastError(stderr())));
  return promise.finally(() => clearTimeout(timer));
}

/** The demo must not keep fdtop alive: when fdtop ends, the demo does. */
function letGo(keeper: ChildProcess): void {
  keeper.unref();
  keeper.channel?.unref();
  (keeper.stderr as Socket).unref();
}

async function stopKeeper(keeper: ChildProcess): Promise<void> {
  if (keeper.pid === undefined || keeper.exitCode !== null || keeper.signalCode !== null) return;
  const exited = once(keeper, 'exit');
  keeper.ref();
  // One that was stopped (SIGSTOP) goes on, and sees that we let go.
  keeper.kill('SIGCONT');
  if (keeper.connected) keeper.disconnect();
  // Without a keeper the master ends too: its own channel closes.
  const timer = setTimeout(() => keeper.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}
