import { type Foreign, foreign } from '../model/foreign.ts';
import { tryReadProcFile } from './tree.ts';

/** Linux reports process times in USER_HZ, which is 100 on every architecture that Node runs on. */
export const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  pid: number;
  /** At most 15 bytes, chosen by the process itself: it may hold spaces, parentheses and escape sequences. */
  comm: Foreign;
  /** R, S, D, Z, T ... */
  state: string;
  ppid: number;
  /** Process group. */
  group: number;
  /** Ticks after boot. */
  startTime: number;
}

/**
 * Parses /proc/PID/stat (fs/proc/array.c, do_task_stat). comm stands in parentheses and may hold any byte, so the
 * fields are counted from the last `)`. Null for text that is no stat line.
 */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 1 || close < open) return null;
  const fields = text.slice(close + 2).split(' ', 20);
  const numbers = [text.slice(0, open - 1), fields[1], fields[2], fields[19]];
  if (!numbers.every(number => /^\d+$/.test(number ?? ''))) return null;
  const [pid, ppid, group, startTime] = numbers.map(Number) as [number, number, number, number];
  return { pid, comm: foreign(text.slice(open + 1, close)), state: fields[0]!, ppid, group, startTime };
}

/**
 * The stat of a living process; null when it is gone, a zombie, or its stat is garbage. Throws only when fdtop itself is
 * out of fds.
 */
export function readStat(procRoot: string, pid: number): ProcessStat | null {
  return livingStat(tryReadProcFile(`${procRoot}/${pid}/stat`));
}

/** Null for the stat of a zombie, which holds no fds and only waits to be reaped. */
export function livingStat(text: string | null): ProcessStat | null {
  const stat = text === null ? null : parseStat(text);
  return stat && stat.state !== 'Z' && stat.state !== 'X' ? stat : null;
}
