import { type Claim, gunicornClaim, mayEmbedGunicorn, type ProcessFacts } from '../gunicorn/claim.ts';
import { tryReadCmdline } from '../proc/cmdline.ts';
import { environmentVariable } from '../proc/environ.ts';
import { isProcfs } from '../proc/fd-count.ts';
import { readHeartbeats } from '../proc/heartbeat.ts';
import { spareFds } from '../proc/own-fds.ts';
import { type ProcessStat, readStat, TICKS_PER_SECOND } from '../proc/stat.ts';
import { StatReader } from '../proc/stat-reader.ts';
import { readUptime } from '../proc/system.ts';
import { listPids, tryReadProcFile } from '../proc/tree.ts';
import { LastKnown } from './last-known.ts';

export interface Scanned {
  facts: ProcessFacts;
  claim: Claim | null;
}

export interface Scan {
  living: Scanned[];
  /** fdtop could open no file: what could not be read again is as it was at the last scan. */
  outOfFds: boolean;
}

interface Entry extends Scanned {
  stat: ProcessStat;
}

/** Of its arguments: they are kept for as long as it lives, and there may be thousands who mean harm. */
const MOST_ARGV_BYTES = 32_768;
/** Of those of all processes together; where there are more, of each further one only its beginning is kept. */
const MOST_KEPT_BYTES = 32 * 2 ** 20;
const BEGINNING = { bytes: 1024, arguments: 30 };
/** What an argument takes beside its characters. */
const ARGUMENT_BYTES = 64;

/** A process this young may still exec, fork off or set its title: what it is, is asked at every scan. */
const YOUNG_SECONDS = 5;

/**
 * Older ones change their mind seldom: what they are is asked again once in so many scans, in turns. A machine with
 * 5,000 processes so costs 500 reads a scan. A pid reused meanwhile is found in its turn; a watched one at once.
 */
const TURNS = 10;

/** Knows every process of the tree, and reads of it only what may have changed. */
export class ProcessScanner {
  readonly #procRoot: string;
  readonly #stats: StatReader;
  readonly #entries = new Map<number, Entry>();
  #turn = 0;
  /** Of the arguments of those that this scan has come by. */
  #keptBytes = 0;
  readonly #lastKnown = new LastKnown();

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
    // Only in a live tree does an open file end with its process.
    this.#stats = new StatReader(procRoot, isProcfs(procRoot) ? spareFds() : 0);
  }

  /**
   * All living processes now. `isWatched` names those whose stat must be fresh at every scan.
   * Throws when the tree cannot be listed.
   */
  scan(isWatched: (entry: Scanned) => boolean): Scan {
    this.#turn = (this.#turn + 1) % TURNS;
    this.#lastKnown.wasNeeded = false;
    this.#keptBytes = 0;
    const now = this.#lastKnown.or(() => this.#now(), Number.NaN);
    const pids = this.#lastKnown.or(() => listPids(this.#procRoot), [...this.#entries.keys()]);
    const watched = new Set<number>();
    const living: Scanned[] = [];
    for (const pid of pids) {
      const known = this.#entries.get(pid);
      const entry = this.#lastKnown.or(() => this.#refresh(pid, known, isWatched, now), known ?? null);
      if (!entry) continue;
      living.push(entry);
      this.#keptBytes += bytesOf(entry);
      if (isWatched(entry)) watched.add(pid);
    }
    if (this.#entries.size > living.length) this.#forget(new Set(pids));
    this.#stats.keep(watched);
    return { living, outOfFds: this.#lastKnown.wasNeeded };
  }

  #refresh(pid: number, known: Entry | undefined, isWatched: (entry: Scanned) => boolean, now: number): Entry | null {
    const inTurn = pid % TURNS === this.#turn;
    const watched = known !== undefined && isWatched(known);
    if (known && !inTurn && !watched && !isYoung(known.stat, now)) return known;

    const stat = watched ? this.#stats.read(pid) : readStat(this.#procRoot, pid);
    if (!stat) {
      this.#entries.delete(pid);
      return null;
    }
    const same = known?.stat.startTime === stat.startTime;
    const entry = same && !inTurn && !isYoung(stat, now) ? refreshed(known, stat) : this.#identify(stat);
    this.#entries.set(pid, entry);
    return entry;
  }

  #identify(stat: ProcessStat): Entry {
    const { pid, ppid, startTime, comm, group } = stat;
    const bounds = this.#keptBytes > MOST_KEPT_BYTES ? [BEGINNING.bytes, BEGINNING.arguments] : [MOST_ARGV_BYTES];
    const { argv } = tryReadCmdline(this.#procRoot, pid, ...bounds);
    const facts: ProcessFacts = {
      ...{ pid, ppid, startTime, comm, argv },
      leadsGroup: group === pid,
      heartbeats: [],
      upgradedFrom: null,
    };
    // A kernel thread has no command line, and never gets one.
    if (argv.length === 0) return { stat, facts, claim: null };

    const claim = gunicornClaim(facts);
    if (claim?.titledRole) return { stat, facts: { ...facts, upgradedFrom: this.#upgradedFrom(pid) }, claim };
    // Without a title its heartbeats tell what it is, if anything does.
    if (claim || mayEmbedGunicorn(argv)) facts.heartbeats = readHeartbeats(this.#procRoot, pid) ?? [];
    if (facts.heartbeats.length > 0 || claim) facts.upgradedFrom = this.#upgradedFrom(pid);
    return { stat, facts, claim: claim ?? gunicornClaim(facts) };
  }

  #upgradedFrom(pid: number): number | null {
    const environ = tryReadProcFile(`${this.#procRoot}/${pid}/environ`) ?? '';
    const master = Number(environmentVariable(environ, 'GUNICORN_PID')?.raw ?? Number.NaN);
    return Number.isInteger(master) ? master : null;
  }

  /** Time since boot in ticks; NaN in a tree without it, where nothing counts as young. */
  #now(): number {
    return (readUptime(this.#procRoot) ?? Number.NaN) * TICKS_PER_SECOND;
  }

  #forget(pids: Set<number>): void {
    for (const pid of this.#entries.keys()) if (!pids.has(pid)) this.#entries.delete(pid);
  }
}

function bytesOf({ facts: { argv } }: Entry): number {
  return argv.reduce((sum, { raw }) => sum + raw.length + ARGUMENT_BYTES, 0);
}

function isYoung({ startTime }: ProcessStat, now: number): boolean {
  return now - startTime < YOUNG_SECONDS * TICKS_PER_SECOND;
}

/** The same process with the little that changes in life: its parent, when that dies, and its name. */
function refreshed(entry: Entry, stat: ProcessStat): Entry {
  entry.facts.ppid = stat.ppid;
  entry.facts.comm = stat.comm;
  entry.stat = stat;
  return entry;
}
