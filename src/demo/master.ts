import type { ChildProcess } from 'node:child_process';
import { onParentGone, spawnRole, tellParent } from './role-process.ts';

const firstCalmMs = 4_000;
const laterCalmMs = 20_000;
const respawnDelayMs = 100;
const killAfterMs = 1_000;

interface Worker {
  child: ChildProcess;
  ready: boolean;
  leaks: boolean;
  retiring: boolean;
}

/** Keeps workers as Gunicorn's master does, with its signals. One of them leaks; when it is gone, a new one will. */
export function runMaster(args: string[]): void {
  const [upstreamPort, workerCount] = args as [string, string];
  /** Oldest first. */
  const workers: Worker[] = [];
  let wanted = Number(workerCount);
  let calmMs = firstCalmMs;
  let stopCode: number | null = null;

  function manage(): void {
    if (stopCode !== null) return;
    while (staying().length < wanted) addWorker();
    // On a reload the new ones must serve before the old ones go.
    if (!staying().every(worker => worker.ready)) return;
    for (const worker of staying().slice(0, -wanted)) retire(worker, 'SIGTERM');
    if (!staying().some(worker => worker.leaks)) appointLeaker(staying().at(-1)!);
  }

  function staying(): Worker[] {
    return workers.filter(worker => !worker.retiring);
  }

  function addWorker(): void {
    const worker = {
      child: spawnRole(process.argv[1]!, 'worker', [upstreamPort]),
      ready: false,
      leaks: false,
      retiring: false,
    };
    workers.push(worker);
    worker.child.once('message', () => {
      worker.ready = true;
      manage();
    });
    worker.child.once('exit', code => {
      workers.splice(workers.indexOf(worker), 1);
      // As Gunicorn does: one that cannot boot would be started again and again.
      if (code && !worker.ready) stop('SIGTERM', 3);
      else if (stopCode === null) setTimeout(manage, respawnDelayMs);
      exitWhenAlone();
    });
  }

  function appointLeaker(worker: Worker): void {
    worker.leaks = true;
    worker.child.send({ leakAfterMs: calmMs }, () => {});
    if (calmMs === firstCalmMs) void tellParent({ ready: true });
    calmMs = laterCalmMs;
  }

  function stop(signal: NodeJS.Signals, code: number): void {
    stopCode ??= code;
    for (const worker of workers) retire(worker, signal);
    exitWhenAlone();
  }

  function exitWhenAlone(): void {
    if (stopCode !== null && workers.length === 0) process.exit(stopCode);
  }

  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGQUIT', 0));
  process.on('SIGQUIT', () => stop('SIGQUIT', 0));
  process.on('SIGHUP', () => {
    if (stopCode === null) for (let i = 0; i < wanted; i++) addWorker();
  });
  process.on('SIGTTIN', () => {
    wanted++;
    manage();
  });
  process.on('SIGTTOU', () => {
    wanted = Math.max(1, wanted - 1);
    manage();
  });
  // Gunicorn reopens its logs (USR1) and re-executes itself (USR2). Node would start its debugger, and die.
  process.on('SIGUSR1', () => {});
  process.on('SIGUSR2', () => {});
  onParentGone(() => stop('SIGQUIT', 0));
  manage();
}

function retire(worker: Worker, signal: NodeJS.Signals): void {
  worker.retiring = true;
  worker.child.kill(signal);
  // A stopped process acts on nothing but KILL.
  setTimeout(() => worker.child.kill('SIGKILL'), killAfterMs).unref();
}
