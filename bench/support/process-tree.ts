/** Processor time of a program with all that it starts. */
import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;

interface Stat {
  pid: number;
  ppid: number;
  /** Of itself and of its children that have ended: a `watch` works through these. */
  cpuMs: number;
}

/** All living processes below this one. */
export function descendants(root: number): number[] {
  return treeOf(root)
    .map(({ pid }) => pid)
    .filter(pid => pid !== root);
}

/** Ms of processor time that the process and all below it have taken so far. */
export function treeCpuMs(root: number): number {
  return treeOf(root).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function treeOf(root: number): Stat[] {
  const children = Map.groupBy(readStats(), ({ ppid }) => ppid);
  const tree = [readStat(String(root))].filter(stat => stat !== null);
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function readStats(): Stat[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.map(readStat).filter(stat => stat !== null);
}

/** Fields of /proc/PID/stat, counted from the last `)` (fs/proc/array.c, do_task_stat). */
function readStat(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid: Number(pid), ppid: Number(fields[1]), cpuMs: ticks * TICK_MS };
  } catch {
    // It ended meanwhile.
    return null;
  }
}
