/** A host of a fleet: a proc tree with a Gunicorn of many workers. */
import { type ProcTree, procTree } from './proc-tree.ts';

export interface HostOptions {
  host: string;
  workers: number;
  /** By worker, from 0 on; 20 where nothing is said. */
  fds?: Record<number, number>;
  unit?: string;
  limit?: string;
}

export const MASTER = 100;

/** The pid of a worker: the same on every host. */
export const workerPid = (index: number) => MASTER + 1 + index;

export function gunicornTree(options: HostOptions): ProcTree {
  const { host, workers, fds = {}, unit = 'gunicorn.service', limit = '65536' } = options;
  const tree = procTree();
  tree.write('sys/kernel/hostname', `${host}\n`).write('sys/kernel/osrelease', '6.1.0\n');
  tree.write('sys/fs/file-nr', '5000\t0\t400000\n');
  const common = { cgroup: `/system.slice/${unit}`, limit };
  tree.add({ ...common, pid: MASTER, argv: ['gunicorn: master [shop:app]'], comm: 'gunicorn: maste', fds: 9 });
  for (let index = 0; index < workers; index++) addWorker(tree, index, fds[index] ?? 20, common);
  return tree;
}

export function addWorker(tree: ProcTree, index: number, fds: number, more: { cgroup: string; limit?: string }): void {
  const titled = { ppid: MASTER, argv: ['gunicorn: worker [shop:app]'], comm: 'gunicorn: worke' };
  tree.add({ ...more, ...titled, pid: workerPid(index), startTime: 2000 + index, fds });
}
