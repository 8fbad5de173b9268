import { readStat } from './stat.ts';
import { tryReadProcFile } from './tree.ts';

/** The four of a process, from /proc/PID/status (fs/proc/array.c, task_state). */
export interface Uids {
  real: number;
  effective: number;
  saved: number;
  filesystem: number;
}

export function parseUids(status: string): Uids | null {
  const match = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status);
  if (!match) return null;
  const [real, effective, saved, filesystem] = match.slice(1).map(Number) as [number, number, number, number];
  return { real, effective, saved, filesystem };
}

/**
 * Whether all four uids of the process that has this start time are `uid`. A program with the set-user-ID bit has the
 * arguments and the environment of who started it, and not his uids: one of them alone says nothing.
 */
export function belongsTo(uid: number, { pid, startTime }: { pid: number; startTime: number }): boolean {
  const uids = parseUids(tryReadProcFile(`/proc/${pid}/status`) ?? '');
  // Read after: what was said of another process under the same pid is not of this one.
  if (uids === null || readStat('/proc', pid)?.startTime !== startTime) return false;
  return Object.values(uids).every(each => each === uid);
}
