/**
 * Debian's real Gunicorn, started for a test: on the loopback, on a port of its own, in a folder of its own, and gone
 * when the test process is, however that ended. The master dies by PR_SET_PDEATHSIG, its workers and the masters of a
 * USR2 upgrade because the control socket closes (apps/gunicorn.conf.py).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { register } from './cleanup.ts';
import { listenForWorkers } from './control.ts';
import { commandLine, environment, type GunicornOptions, makeFolder } from './gunicorn-command.ts';
import { isAlive, membersOfGroup, parentOf } from './processes.ts';
import { startUpstream, type Upstream } from './upstream.ts';
import { waitUntil } from './wait.ts';

export type { GunicornOptions };
export type HeldKind =
  | 'file'
  | 'files'
  | 'deleted'
  | 'pipe'
  | 'socket'
  | 'close_wait'
  | 'established'
  | 'accepted'
  | 'epoll'
  | 'inotify';

export interface Response {
  status: number;
  body: string;
  /** The worker that answered; null when it answered with an error. */
  pid: number | null;
}

export interface Gunicorn {
  /** The master in charge: the first one until `finishUpgrade`. */
  readonly masterPid: number;
  readonly port: number;
  /** Where the app is: break `holder.py` here to see what a service does with a broken app. */
  readonly dir: string;
  /** The workers of the master that serve now, ascending. */
  workerPids(): number[];
  /** Waits until the master has this many serving workers; gives them. */
  waitForWorkers(count: number): Promise<number[]>;
  /** Makes one worker hold `count` more fds of the kind. */
  hold(worker: number, kind: HeldKind, count: number): Promise<void>;
  /** Makes it close all that it holds for the test. */
  release(worker: number): Promise<void>;
  request(path?: string): Promise<Response>;
  /** Re-executes the master (USR2) and gives the new master's pid once its workers serve. The old one stays. */
  usr2(): Promise<number>;
  /** Ends the upgrade: the old master goes (QUIT), the new one is `masterPid` from now on. */
  finishUpgrade(newMaster: number): Promise<void>;
  /** What Gunicorn has logged. */
  log(): string;
  stop(): Promise<void>;
}

export async function startGunicorn(options: GunicornOptions = {}): Promise<Gunicorn> {
  const { workers = 1 } = options;
  const dir = makeFolder(options);
  const control = await listenForWorkers(join(dir, 'control'));
  let upstream: Upstream | undefined;
  const [command, ...args] = commandLine(options);
  // A session of its own: a Ctrl-C meant for the tests is not for it, and its group is exactly what stop() ends.
  const child = spawn(command!, args, {
    cwd: dir,
    env: environment(options, dir),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const output = collectErrors(child);
  await once(child, 'spawn');
  const group = child.pid!;
  let masterPid = group;

  const tidy = () => {
    control.close();
    upstream?.close();
    rmSync(dir, { recursive: true, force: true });
  };
  const stop = register({
    stop: () => endGroup(group, [group, ...control.masters()]).finally(tidy),
    stopNow() {
      signal(-group, 'SIGKILL');
      tidy();
    },
  });

  /** Like waitUntil, but notices a Gunicorn that has given up, and a failure tells what Gunicorn said. */
  const waitFor = <T>(what: string, ask: () => T) =>
    waitUntil(what, () => {
      if (!isAlive(masterPid)) throw new Error(`Gunicorn's master ${masterPid} is gone`);
      return ask();
    }).catch((error: Error) => {
      throw new Error(`${error.message}\nGunicorn said:\n${output.text || '(nothing)'}`);
    });
  const serving = (master: number) =>
    control
      .pids(master)
      .filter(isAlive)
      .sort((a, b) => a - b);
  const waitForWorkers = (count: number, master = masterPid) =>
    waitFor(`${count} workers of master ${master}`, () => serving(master).length === count && serving(master));

  const start = async () => {
    const port = await waitFor('the port', () => /Listening at: \S+:(\d+) /.exec(output.text)?.[1]);
    await waitForWorkers(workers);
    return Number(port);
  };
  const port = await start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  return {
    get masterPid() {
      return masterPid;
    },
    port,
    dir,
    workerPids: () => serving(masterPid),
    waitForWorkers: count => waitForWorkers(count),
    async hold(worker, kind, count) {
      if (kind === 'established') upstream ??= await startUpstream();
      await control.tell(worker, { do: 'hold', kind, count, peer: upstream?.port });
    },
    async release(worker) {
      await control.tell(worker, { do: 'release' });
    },
    request: (path = '/') => get(port, path),
    async usr2() {
      process.kill(masterPid, 'SIGUSR2');
      const next = await waitFor('the new master', () =>
        control.masters().find(master => parentOf(master) === masterPid),
      );
      await waitForWorkers(workers, next);
      return next;
    },
    async finishUpgrade(newMaster) {
      const old = masterPid;
      masterPid = newMaster;
      process.kill(old, 'SIGQUIT');
      await waitFor(`the end of master ${old}`, () => !isAlive(old));
    },
    log: () => output.text,
    stop,
  };
}

/** What it says on stderr, its log: the last part of it. */
function collectErrors(child: ChildProcess): { text: string } {
  const output = { text: '' };
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    output.text = (output.text + text).slice(-100_000);
  });
  return output;
}

/** Masters are asked to stop, so that they reap their workers; those get no time, a sync worker may take seconds. */
async function endGroup(group: number, masters: number[]): Promise<void> {
  const gone = () => membersOfGroup(group).length === 0;
  signal(-group, 'SIGCONT');
  for (const pid of membersOfGroup(group)) signal(pid, masters.includes(pid) ? 'SIGQUIT' : 'SIGKILL');
  try {
    await waitUntil('the end of Gunicorn', gone, { timeout: 3000 });
  } catch {
    signal(-group, 'SIGKILL');
    await waitUntil('the end of Gunicorn after KILL', gone);
  }
}

/** To a process, or with -PID to a process group; that it is gone already is fine. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** One request on a connection of its own: a kept one would count among the worker's fds. */
async function get(port: number, path: string): Promise<Response> {
  const request = httpRequest({ host: '127.0.0.1', port, path, agent: false }).end();
  const [response] = await once(request, 'response');
  const body = (await response.setEncoding('utf8').toArray()).join('');
  return { status: response.statusCode, body, pid: response.statusCode === 200 ? JSON.parse(body).pid : null };
}
