import { setTimeout as sleep } from 'node:timers/promises';
import { type Language, speak } from '../words/words.ts';
import { startGunicorn } from './gunicorn-service.ts';
import { startOwnService } from './own-service.ts';
import { onParentGone, tellParent } from './role-process.ts';
import type { Service } from './service.ts';
import type { KeeperMessage } from './start.ts';
import { listenUpstream } from './upstream.ts';

const quickStopMs = 2_000;

/**
 * The process between fdtop and the service: it is the service's upstream, and ends the service when fdtop is gone.
 * It is needed for Gunicorn, which does not watch its parent, and for workers that are stopped (SIGSTOP): they cannot
 * act on anything, but they can be killed.
 */
export async function runKeeper([flavour, language]: string[]): Promise<void> {
  // It tells in the language of fdtop why a service does not start.
  await speak(language as Language);
  const upstreamPort = await listenUpstream();
  let service: Service | undefined;
  try {
    service = flavour === 'gunicorn' ? startGunicorn(upstreamPort) : startOwnService(upstreamPort);
    const end = endOnce(service);
    onParentGone(end);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, end);
    await service.ready;
    onExit(service, end);
    await say({ masterPid: service.master.pid!, program: service.program, upstreamPort });
  } catch (error) {
    await say({ failure: (error as Error).message });
    if (service) await endService(service);
    process.exit(1);
  }
}

function say(message: KeeperMessage): Promise<void> {
  return tellParent(message);
}

function endOnce(service: Service): () => void {
  let ending = false;
  return () => {
    if (ending) return;
    ending = true;
    endService(service).then(() => process.exit(0));
  };
}

async function endService(service: Service): Promise<void> {
  const { master } = service;
  if (isRunning(service)) {
    const exited = new Promise<void>(resolve => onExit(service, resolve));
    signalGroup(master.pid, 'SIGCONT');
    master.kill('SIGINT');
    await Promise.race([exited, sleep(quickStopMs)]);
  }
  // What is left of the workers when their master was killed, stopped ones too.
  for (let round = 0; round < 50 && signalGroup(master.pid, 'SIGKILL'); round++) await sleep(20);
  service.cleanUp();
}

function isRunning({ master }: Service): boolean {
  return master.pid !== undefined && master.exitCode === null && master.signalCode === null;
}

function onExit(service: Service, callback: () => void): void {
  if (isRunning(service)) service.master.once('exit', callback);
  else callback();
}

/** False when nobody is left in the group. */
function signalGroup(leader: number | undefined, signal: NodeJS.Signals): boolean {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
