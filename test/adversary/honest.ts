/** The honest Gunicorn beside mallory: Debian's own, root's master, workers of www-data. */
import { readFileSync } from 'node:fs';
import { waitUntil } from '../support/wait.ts';
import type { Mallory } from './mallory.ts';
import { runFdtop } from './run.ts';

export interface Honest {
  master: number;
  workers: number[];
  /** What is not as it was, as a sentence; null when all is. */
  whyNot(): string | null;
  /** Whether fdtop still lists and counts it; null when it does. */
  whyNotListed(): Promise<string | null>;
  stop(): Promise<void>;
}

export async function startHonest(mallory: Mallory): Promise<Honest> {
  const { world } = mallory;
  const started = await mallory.start({
    program: '/usr/bin/python3',
    argv: ['/usr/bin/python3', '/usr/bin/gunicorn', '-c', '/opt/honest/honest_conf.py', 'honest:app'],
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/opt/honest',
    uid: 0,
  });
  const masters = () => world.pids().filter(pid => isHonest(pid) && !isHonest(parentOf(pid)));
  const isHonest = (pid: number) =>
    read(pid, 'cmdline').includes('honest_conf.py') || read(pid, 'cmdline').includes('[honest-shop]');
  const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
  const read = (pid: number, name: string): string => {
    try {
      return readFileSync(world.path(`/proc/${pid}/${name}`), 'latin1');
    } catch {
      return '';
    }
  };
  const workersOf = (master: number) => world.pids().filter(pid => parentOf(pid) === master);
  const { master, workers } = await waitUntil('the honest Gunicorn', () => {
    const [first] = masters().filter(pid => !read(pid, 'cmdline').includes('keep.py'));
    const found = first === undefined ? [] : workersOf(first);
    return found.length === 2 && { master: first!, workers: found };
  });
  return {
    master,
    workers,
    whyNot() {
      const now = workersOf(master).sort((a, b) => a - b);
      const isSame = JSON.stringify(now) === JSON.stringify([...workers].sort((a, b) => a - b));
      return isSame && mallory.isAlive(master)
        ? null
        : `the honest Gunicorn was touched: its workers are ${now} and were ${workers}`;
    },
    async whyNotListed() {
      const { stdout, code } = await runFdtop(world, ['--once', '--json']);
      const { instances = [], processes = [] } = code === 0 ? JSON.parse(stdout.toString()) : {};
      const own = instances.find((each: { masterPid: number }) => each.masterPid === master);
      if (!own) return 'the honest Gunicorn is not listed any more';
      const rows = processes.filter(
        (each: { pid: number; fds: number | null }) => workers.includes(each.pid) && each.fds,
      );
      return rows.length === 2 ? null : 'the workers of the honest Gunicorn are not counted any more';
    },
    stop: started.stop,
  };
}
