import { readStat, TICKS_PER_SECOND } from '../proc/stat.ts';
import { readUptime } from '../proc/system.ts';
import { listPids, tryReadProcFile } from '../proc/tree.ts';

export interface Leftovers {
  /** The process group that the program led. */
  group: number;
  /** A variable of its environment that nothing else has. */
  mark: string;
  /** Ticks after boot: nothing that is older is of it. */
  since: number;
}

/** Each turn ends those that are there; a program that goes on forking is given up. */
const TURNS = 5;
const TURN_MS = 20;

/** Ticks after boot, as start times are told; 0 where that cannot be read. */
export function uptimeTicks(): number {
  return Math.floor((readUptime('/proc') ?? 0) * TICKS_PER_SECOND);
}

/**
 * Ends what a program has started and left behind, also out of its group and session: all have its mark in their environment.
 * Gives how many are still there.
 */
export async function endLeftovers(leftovers: Leftovers): Promise<number> {
  for (let turn = 0; ; turn += 1) {
    const living = find(leftovers);
    if (living.length === 0 || turn === TURNS) return living.length;
    for (const { pid, startTime } of living) {
      if (readStat('/proc', pid)?.startTime === startTime) kill(pid);
    }
    await new Promise(resolve => setTimeout(resolve, TURN_MS));
  }
}

function find({ group, mark, since }: Leftovers) {
  return listPids('/proc').flatMap(pid => {
    const stat = readStat('/proc', pid);
    if (!stat || stat.startTime < since || pid === process.pid) return [];
    const isOfIt = stat.group === group || hasMark(pid, mark);
    return isOfIt ? [stat] : [];
  });
}

function hasMark(pid: number, mark: string): boolean {
  return (tryReadProcFile(`/proc/${pid}/environ`) ?? '').split('\0').includes(mark);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, or is not ours to end: it is counted then.
  }
}
