import { type ProcessStat, readStat, TICKS_PER_SECOND } from '../proc/stat.ts';
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
/** One look may miss what has forked and ended meanwhile: none is left where so many in a row find none. */
const CALM = 2;
/** So often is looked for what has come since the list was read. */
const PASSES = 20;

/** Ticks after boot, as start times are told; 0 where that cannot be read. */
export function uptimeTicks(): number {
  return Math.floor((readUptime('/proc') ?? 0) * TICKS_PER_SECOND);
}

/**
 * Ends what a program has started and left behind, also out of its group and session: all have its mark in their environment.
 * Gives how many are still there.
 */
export async function endLeftovers(leftovers: Leftovers): Promise<number> {
  let calm = 0;
  for (let turn = 0; ; turn += 1) {
    const living = find(leftovers);
    calm = living.length === 0 ? calm + 1 : 0;
    if (calm === CALM || (living.length > 0 && turn >= TURNS)) return living.length;
    for (const { pid, startTime } of living) {
      if (readStat('/proc', pid)?.startTime === startTime) kill(pid);
    }
    await new Promise(resolve => setTimeout(resolve, TURN_MS));
  }
}

function find({ group, mark, since }: Leftovers) {
  const seen = new Set([process.pid]);
  const found: ProcessStat[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const fresh = listPids('/proc').filter(pid => !seen.has(pid));
    if (fresh.length === 0) break;
    // The newest first: of a line of forks only the last one is there.
    for (const pid of fresh.sort((a, b) => b - a)) {
      seen.add(pid);
      const stat = readStat('/proc', pid);
      if (stat && stat.startTime >= since && (stat.group === group || hasMark(pid, mark))) found.push(stat);
    }
  }
  return found;
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
