import { identityOf, soleUser } from '../proc/identity.ts';
import { TICKS_PER_SECOND } from '../proc/stat.ts';
import { parseEffectiveUid } from '../proc/status.ts';
import { readUptime } from '../proc/system.ts';
import { listPids, tryReadProcFile } from '../proc/tree.ts';

export interface Leftovers {
  /** As whom the program ran: what it has started can be nobody else's. */
  uid: number;
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
/** The user may have thousands of processes, with environments as large as he likes: they are not all looked through. */
const MOST_MS = 2000;

/** Ticks after boot, as start times are told; 0 where that cannot be read. */
export function uptimeTicks(): number {
  return Math.floor((readUptime('/proc') ?? 0) * TICKS_PER_SECOND);
}

/**
 * Ends what a program has started and left behind, in whatever group and session: all have its mark in their environment, and are
 * of its user; by its group alone none is ended, as that number may be another's by now. Gives how many are still there; null
 * where not all could be looked at.
 */
export async function endLeftovers(leftovers: Leftovers): Promise<number | null> {
  const until = performance.now() + MOST_MS;
  let calm = 0;
  for (let turn = 0; ; turn += 1) {
    const living = find(leftovers, until);
    if (living === null) return null;
    calm = living.length === 0 ? calm + 1 : 0;
    if (calm === CALM || (living.length > 0 && turn >= TURNS)) return living.length;
    for (const pid of living) kill(pid);
    await new Promise(resolve => setTimeout(resolve, TURN_MS));
  }
}

function find({ uid, mark, since }: Leftovers, until: number): number[] | null {
  const seen = new Set([process.pid]);
  const found: number[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const fresh = listPids('/proc').filter(pid => !seen.has(pid));
    if (fresh.length === 0) break;
    // The newest first: of a line of forks only the last one is there.
    for (const pid of fresh.sort((a, b) => b - a)) {
      seen.add(pid);
      if (performance.now() > until) return null;
      // Whose it is comes first: nothing else of others is looked at.
      const identity = uidOf(pid) === uid ? identityOf(pid) : null;
      if (!identity || identity.startTime < since || soleUser(identity)?.uid !== uid) continue;
      if (hasMark(pid, mark)) found.push(pid);
    }
  }
  return found;
}

/** Of /proc/PID/status, which is told whatever the process does. */
function uidOf(pid: number): number | null {
  return parseEffectiveUid(tryReadProcFile(`/proc/${pid}/status`) ?? '');
}

function hasMark(pid: number, mark: string): boolean {
  return `\0${tryReadProcFile(`/proc/${pid}/environ`) ?? ''}`.includes(`\0${mark}\0`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, or is not ours to end: it is counted then.
  }
}
