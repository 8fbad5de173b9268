import { type ProcessStat, readStat } from './stat.ts';
import { listPids, listSome, tryReadProcFile } from './tree.ts';

/** A process may have as many threads, and children, as its user may have processes. */
const MOST_THREADS = 2_000;
const MOST_CHILDREN = 20_000;

/**
 * The living children of a process: /proc/PID/task/TID/children where the kernel has it (CONFIG_PROC_CHILDREN), else
 * from the parent of every process. Of one that has more than 20,000 the first ones.
 */
export function childrenOf(procRoot: string, pid: number): ProcessStat[] {
  const pids = listedChildren(procRoot, pid) ?? listPids(procRoot);
  return pids.map(child => readStat(procRoot, child)).filter(stat => stat?.ppid === pid) as ProcessStat[];
}

function listedChildren(procRoot: string, pid: number): number[] | null {
  const threads = listSome(`${procRoot}/${pid}/task`, MOST_THREADS);
  if (threads === null) return null;
  const lists = threads.map(thread => tryReadProcFile(`${procRoot}/${pid}/task/${thread}/children`));
  if (lists.includes(null)) return null;
  const pids = lists.flatMap(list => list!.split(' ').filter(Boolean).map(Number));
  return pids.slice(0, MOST_CHILDREN);
}
