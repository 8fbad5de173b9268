import { type Family, findFamilies } from '../gunicorn/instances.ts';
import { claimMatches } from '../gunicorn/match.ts';
import type { Claimed } from '../gunicorn/roles.ts';
import { History } from '../model/history.ts';
import { printable } from '../model/printable.ts';
import { severityOf, type Thresholds, worstSeverity } from '../model/severity.ts';
import { type Instance, type ProcessSample, processKey, type Role, type Snapshot } from '../model/snapshot.ts';
import { HISTORY_SECONDS, secondsToLimit, trendOf } from '../model/trend.ts';
import { parseCgroupPath } from '../proc/cgroup.ts';
import { countFds, hasFastFdCount } from '../proc/fd-count.ts';
import { type Limit, parseOpenFilesLimit } from '../proc/limits.ts';
import { TICKS_PER_SECOND } from '../proc/stat.ts';
import { parseEffectiveUid } from '../proc/status.ts';
import { readHost, readOpenFiles, readUptime } from '../proc/system.ts';
import { readFailure, tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import { type Owner, ownerOfCgroup } from '../service/owner.ts';
import { ProcessScanner, type Scanned } from './scanner.ts';
import { SelfCost } from './self-cost.ts';
import { UsageReader } from './usage.ts';

export interface SamplerOptions extends Thresholds {
  procRoot: string;
  /** Every process, not only Gunicorn's. */
  all: boolean;
  /** Command lines of other servers to watch too. */
  match: RegExp | null;
}

/** Facts that hold for a while: read when a process is new, and again every so many samples. */
interface SlowFacts {
  readAt: number;
  limit: Limit | null;
  user: string;
}

const SLOW_FACTS_SAMPLES = 5;

/** Takes snapshots of the proc tree; remembers between them only what growth and cost need. */
export class Sampler {
  readonly #options: SamplerOptions;
  #all: boolean;
  readonly #scanner: ProcessScanner;
  readonly #usage = new UsageReader();
  readonly #selfCost = new SelfCost();
  readonly #fastCount: boolean;
  readonly #isRealProc: boolean;
  readonly #host: { host: string; kernel: string };
  #histories = new Map<string, History>();
  #slowFacts = new Map<string, SlowFacts>();
  #watched = new Set<number>();
  #samples = 0;

  constructor(options: SamplerOptions) {
    const { procRoot } = options;
    this.#options = options;
    this.#all = options.all;
    this.#scanner = new ProcessScanner(procRoot);
    this.#fastCount = hasFastFdCount(procRoot);
    this.#isRealProc = procRoot === '/proc';
    this.#host = readHost(procRoot);
  }

  /**
   * One snapshot. CPU and memory are measured for `shown` only (all rows when null): that costs an open file each.
   * Throws when the proc tree itself cannot be listed.
   */
  async sample(shown: readonly number[] | null): Promise<Snapshot> {
    const { procRoot } = this.#options;
    const started = performance.now();
    this.#samples += 1;
    const uptime = readUptime(procRoot);
    const scanned = this.#scanner.scan(
      entry => this.#all || entry.claim !== null || this.#watched.has(entry.facts.pid),
    );
    const claimed = this.#claim(scanned);
    this.#watched = new Set(claimed.keys());

    const families = findFamilies(claimed);
    const processes: ProcessSample[] = [];
    for (const family of families) {
      for (const { claimed: member, role } of family.members) this.#add(processes, member, role, family.id, uptime);
    }
    if (this.#all) {
      for (const entry of scanned) {
        if (!claimed.has(entry.facts.pid)) this.#add(processes, entry, 'other', null, uptime);
      }
    }
    this.#forget(processes);
    const instances = families.map(family => this.#instance(family, processes)).filter(instance => instance !== null);
    const sampleMs = performance.now() - started;
    await this.#measure(processes, shown);

    return {
      version: 1,
      time: new Date().toISOString(),
      host: printable(this.#host.host, 64),
      kernel: printable(this.#host.kernel, 64),
      privileged: process.geteuid?.() === 0,
      selfCost: { ...this.#selfCost.read(), sampleMs: round(sampleMs, 1) },
      system: readOpenFiles(procRoot),
      instances,
      processes,
    };
  }

  /** Every process from the next sample on, or Gunicorn's only. */
  showAll(all: boolean): void {
    this.#all = all;
  }

  close(): void {
    this.#usage.close();
  }

  #claim(scanned: Scanned[]): Map<number, Claimed> {
    const claimed = new Map<number, Claimed>();
    for (const { facts, claim } of scanned) {
      if (claim && facts.pid !== process.pid) claimed.set(facts.pid, { facts, claim });
    }
    const { match } = this.#options;
    if (match)
      claimMatches(
        scanned.map(({ facts }) => facts),
        match,
        claimed,
        process.pid,
      );
    return claimed;
  }

  /** Adds the row of a process; none when it vanished meanwhile. */
  #add(
    rows: ProcessSample[],
    { facts }: Scanned | Claimed,
    role: Role,
    instance: string | null,
    uptime: number | null,
  ): void {
    const { pid, ppid, startTime } = facts;
    const key = processKey(facts);
    let fds: number | null = null;
    try {
      fds = countFds(this.#options.procRoot, pid, this.#fastCount);
    } catch (error) {
      if (readFailure(error) === 'gone') return;
    }
    const { limit, user } = this.#slow(key, pid);
    const history = this.#histories.get(key) ?? new History(HISTORY_SECONDS);
    this.#histories.set(key, history);
    if (fds !== null) history.add({ at: performance.now() / 1000, fds });

    const trend = trendOf(history);
    const soft = limit?.soft ?? null;
    const usedPercent = fds === null || soft === null ? null : round((fds / Math.max(soft, 1)) * 100, 1);
    const left = secondsToLimit(fds, soft, trend);
    rows.push({
      pid,
      startTime,
      ppid,
      role,
      instance,
      user,
      command: printable(facts.argv.length > 0 ? facts.argv.join(' ') : `[${facts.comm}]`, 300),
      fds,
      fdsUnknown: fds === null ? 'permission' : null,
      limitSoft: soft,
      limitHard: limit?.hard ?? null,
      usedPercent,
      fdsPerSecond: trend.perSecond === null ? null : round(trend.perSecond, 3),
      secondsToLimit: left === null ? null : Math.floor(left),
      severity: severityOf({ fds, usedPercent, secondsToLimit: left }, this.#options),
      cpuPercent: null,
      rssBytes: null,
      ageSeconds: uptime === null ? 0 : Math.max(0, Math.floor(uptime - startTime / TICKS_PER_SECOND)),
    });
  }

  #slow(key: string, pid: number): SlowFacts {
    const known = this.#slowFacts.get(key);
    if (known && this.#samples - known.readAt < SLOW_FACTS_SAMPLES) return known;
    const read = (name: string) => tryReadProcFile(`${this.#options.procRoot}/${pid}/${name}`) ?? '';
    const uid = parseEffectiveUid(read('status'));
    const facts: SlowFacts = {
      readAt: this.#samples,
      limit: parseOpenFilesLimit(read('limits')),
      user: uid === null ? '?' : printable(userName(uid), 32),
    };
    this.#slowFacts.set(key, facts);
    return facts;
  }

  /** The instance that a family's rows add up to; null when all of them vanished meanwhile. */
  #instance(family: Family, rows: readonly ProcessSample[]): Instance | null {
    const members = rows.filter(row => row.instance === family.id);
    if (members.length === 0) return null;
    const master = members.find(row => row.pid === family.master?.facts.pid);
    const counts = members.map(row => row.fds).filter(fds => fds !== null);
    const owner = this.#owner(members[0]!.pid);
    return {
      id: family.id,
      name: printable(family.name, 60),
      manager: owner.manager,
      unit: owner.unit,
      masterPid: master?.pid ?? null,
      workerPids: members.filter(row => row.role === 'worker').map(row => row.pid),
      fds: counts.length === 0 ? null : counts.reduce((sum, fds) => sum + fds, 0),
      severity: worstSeverity(members.map(row => row.severity)),
      upgrading: family.upgrading,
    };
  }

  #owner(pid: number): Owner {
    return ownerOfCgroup(parseCgroupPath(tryReadProcFile(`${this.#options.procRoot}/${pid}/cgroup`) ?? ''));
  }

  async #measure(rows: ProcessSample[], shown: readonly number[] | null): Promise<void> {
    // pidusage reads this machine's /proc and no other tree.
    if (!this.#isRealProc) return;
    const alive = new Set(rows.map(row => row.pid));
    const usage = await this.#usage.read(shown?.filter(pid => alive.has(pid)) ?? [...alive]);
    for (const row of rows) Object.assign(row, usage.get(row.pid));
  }

  #forget(rows: readonly ProcessSample[]): void {
    const alive = new Set(rows.map(processKey));
    for (const map of [this.#histories, this.#slowFacts]) {
      for (const key of map.keys()) if (!alive.has(key)) map.delete(key);
    }
  }
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
