import { readdirSync } from 'node:fs';
import { type ProcessStat, readStat } from './stat.ts';
import { listPids, tryReadProcFile } from './tree.ts';

/**
 * The living children of a process: /proc/PID/task/TID/children where the kernel has it (CONFIG_PROC_CHILDREN), else
 * from the parent of every process.
 */
export function childrenOf(procRoot: string, pid: number): ProcessStat[] {
  const pids = listedChildren(procRoot, pid) ?? listPids(procRoot);
  return pids.map(child => readStat(procRoot, child)).filter(stat => stat?.ppid === pid) as ProcessStat[];
}

function listedChildren(procRoot: string, pid: number): number[] | null {
  let threads: string[];
  try {
    threads = readdirSync(`${procRoot}/${pid}/task`);
  } catch {
    return null;
  }
  const lists = threads.map(thread => tryReadProcFile(`${procRoot}/${pid}/task/${thread}/children`));
  if (lists.includes(null)) return null;
  return lists.flatMap(list => list!.split(' ').filter(Boolean).map(Number));
}
