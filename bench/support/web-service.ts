/** Debian's Gunicorn with one sync worker, and ab, Apache's load client, on it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { register } from '../../test/support/cleanup.ts';
import { waitUntil } from '../../test/support/wait.ts';
import { program } from './helper.ts';
import { descendants } from './process-tree.ts';

export interface WebService {
  worker: number;
  /** Requests per second that it answers in so many seconds, and what each takes of CPU. */
  load(seconds: number): Promise<{ perSecond: number; cpuMicros: number }>;
  stop(): Promise<void>;
}

export interface WebServiceOptions {
  /** In programs/answers.py. */
  app: string;
  /** Path of its gunicorn.conf.py. */
  config: string;
  env: Record<string, string>;
}

/** One is served, one waits: the worker is never idle, and ab hardly works. */
const CONCURRENCY = '2';

export async function startWebService({ app, config, env }: WebServiceOptions): Promise<WebService> {
  const bind = ['--bind', '127.0.0.1:0', '--workers', '1', '--worker-class', 'sync'];
  const args = ['/usr/bin/gunicorn', '-c', config, ...bind, '--chdir', program('.'), `answers:${app}`];
  const child = spawn('/usr/bin/python3', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
  const closed = once(child, 'close');
  const stop = register({
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
    stopNow: () => void child.kill('SIGTERM'),
  });
  let said = '';
  child.stderr.on('data', text => {
    said += text;
  });
  const url = await waitUntil('the address of Gunicorn', () => /Listening at: (\S+)/.exec(said)?.[1]);
  const worker = await waitUntil('a worker of Gunicorn', () => descendants(child.pid!)[0]);
  await waitUntil('an answer of Gunicorn', () =>
    fetch(url).then(
      answer => answer.ok,
      () => false,
    ),
  );
  const load = async (seconds: number) => {
    const before = cpuNanos(worker);
    const { perSecond, requests } = await ab(`${url}/`, seconds);
    return { perSecond, cpuMicros: (cpuNanos(worker) - before) / 1000 / requests };
  };
  return { worker, load, stop };
}

async function ab(url: string, seconds: number): Promise<{ perSecond: number; requests: number }> {
  // -n after -t, which sets it to 50,000.
  const args = ['-q', '-c', CONCURRENCY, '-t', String(seconds), '-n', '10000000', url];
  const { stdout } = await promisify(execFile)('/usr/bin/ab', args);
  const figure = (name: string) => Number(new RegExp(`^${name}: +([\\d.]+)`, 'm').exec(stdout)?.[1] ?? 0);
  if (figure('Failed requests') + figure('Non-2xx responses') > 0) throw new Error(`requests failed:\n${stdout}`);
  return { perSecond: figure('Requests per second'), requests: figure('Complete requests') };
}

/** Time on a CPU: Documentation/scheduler/sched-stats.rst, /proc/PID/schedstat. */
function cpuNanos(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]);
}
