import { type Family, findFamilies } from '../gunicorn/instances.ts';
import { claimMatches } from '../gunicorn/match.ts';
import type { Pattern } from '../gunicorn/pattern.ts';
import type { Claimed } from '../gunicorn/roles.ts';
import { History } from '../model/history.ts';
import { printable } from '../model/printable.ts';
import type { Thresholds } from '../model/severity.ts';
import { type Instance, type ProcessSample, processKey, type Role, type Snapshot } from '../model/snapshot.ts';
import { HISTORY_SECONDS } from '../model/trend.ts';
import { readHost, readOpenFiles, readUptime } from '../proc/system.ts';
import { type Owner, ownerOfCgroup } from '../service/owner.ts';
import { words } from '../words/words.ts';
import { FdCounter } from './fd-counter.ts';
import { LastKnown } from './last-known.ts';
import { readOwner } from './read-owner.ts';
import { instanceRow, processRow, round } from './rows.ts';
import { ProcessScanner, type Scanned } from './scanner.ts';
import { SelfCost } from './self-cost.ts';
import { SlowFactsReader } from './slow-facts.ts';
import { UsageReader } from './usage.ts';

export interface SamplerOptions extends Thresholds {
  procRoot: string;
  /** Every process, not only Gunicorn's. */
  all: boolean;
  /** Command lines of other servers to watch too. */
  match: Pattern | null;
}

export interface SampleWish {
  /** CPU and memory are measured for these only, for each costs an open file; null: for as many as possible. */
  shown: readonly number[] | null;
  /** Count every process now, even where its fds must be listed one by one; not only as often as is cheap. */
  exact: boolean;
}

/** Takes snapshots of the proc tree; remembers between them only what growth and cost need. */
export class Sampler {
  readonly #options: SamplerOptions;
  #all: boolean;
  readonly #scanner: ProcessScanner;
  readonly #counter: FdCounter;
  readonly #slowFacts: SlowFactsReader;
  readonly #usage = new UsageReader();
  readonly #selfCost = new SelfCost();
  readonly #host: { host: string; kernel: string };
  readonly #histories = new Map<string, History>();
  readonly #owners = new Map<string, Owner>();
  #watched = new Set<number>();
  #uptime: { seconds: number | null; at: number } = { seconds: null, at: 0 };
  readonly #lastKnown = new LastKnown();

  constructor(options: SamplerOptions) {
    const { procRoot } = options;
    this.#options = options;
    this.#all = options.all;
    this.#scanner = new ProcessScanner(procRoot);
    this.#counter = new FdCounter(procRoot);
    this.#slowFacts = new SlowFactsReader(procRoot);
    this.#host = readHost(procRoot);
  }

  /** One snapshot. Throws when the proc tree itself cannot be listed. */
  async sample({ shown, exact }: SampleWish): Promise<Snapshot> {
    const started = performance.now();
    this.#lastKnown.wasNeeded = false;
    this.#counter.begin();
    this.#slowFacts.begin();
    this.#readUptime();
    const { living, outOfFds } = this.#scanner.scan(
      entry => this.#all || entry.claim !== null || this.#watched.has(entry.facts.pid),
    );
    this.#lastKnown.wasNeeded ||= outOfFds;
    const claimed = this.#claim(living);
    this.#watched = new Set(claimed.keys());

    const families = findFamilies(claimed);
    const rows = families.flatMap(({ id, members }) =>
      members.map(({ claimed: { facts }, role }) => this.#row({ facts }, role, id, exact)),
    );
    const others = this.#all ? living.filter(({ facts }) => !claimed.has(facts.pid)) : [];
    const processes = [...rows, ...others.map(entry => this.#row(entry, 'other', null, exact))].filter(
      row => row !== null,
    );
    const instances = this.#instances(families, processes);
    this.#forget(processes);
    const sampleMs = performance.now() - started;
    await this.#measure(processes, shown);
    return {
      version: 1,
      time: new Date().toISOString(),
      host: printable(this.#host.host, 64),
      kernel: printable(this.#host.kernel, 64),
      privileged: process.geteuid?.() === 0,
      selfCost: { ...this.#selfCost.read(), sampleMs: round(sampleMs, 1) },
      system: this.#lastKnown.or(() => readOpenFiles(this.#options.procRoot), { filesOpen: null, filesMax: null }),
      notes: this.#lastKnown.wasNeeded ? [words().looks.outOfFds] : [],
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
    const all = scanned.map(({ facts }) => facts);
    if (match) claimMatches(all, match, claimed, process.pid);
    return claimed;
  }

  /** The row of a process; null when it vanished meanwhile. */
  #row({ facts }: Pick<Scanned, 'facts'>, role: Role, instance: string | null, exact: boolean): ProcessSample | null {
    const key = processKey(facts);
    const uncounted = { fds: null, unknown: null, at: performance.now() };
    const count = this.#lastKnown.or(() => this.#counter.count(key, facts.pid, exact), uncounted);
    if (!count) return null;
    const slow = this.#lastKnown.or(() => this.#slowFacts.read(key, facts.pid), this.#slowFacts.last(key));
    const history = this.#histories.get(key) ?? new History(HISTORY_SECONDS);
    this.#histories.set(key, history);
    const at = count.at / 1000;
    // A count that was not taken anew is no news.
    if (count.fds !== null && at !== history.newest?.at) history.add({ at, fds: count.fds });
    return processRow({ facts, role, instance, count, slow, history, uptime: this.#uptime.seconds }, this.#options);
  }

  #instances(families: readonly Family[], rows: readonly ProcessSample[]): Instance[] {
    const members = Map.groupBy(rows, row => row.instance);
    return families.flatMap(family => {
      const own = members.get(family.id);
      return own ? [instanceRow(family, own, this.#owner(family.id, own[0]!.pid))] : [];
    });
  }

  #owner(id: string, pid: number): Owner {
    const read = () => readOwner(this.#options.procRoot, pid);
    const owner = this.#lastKnown.or(read, this.#owners.get(id) ?? ownerOfCgroup(null));
    this.#owners.set(id, owner);
    return owner;
  }

  #readUptime(): void {
    const now = performance.now();
    const { seconds, at } = this.#uptime;
    const guess = seconds === null ? null : seconds + (now - at) / 1000;
    this.#uptime = { seconds: this.#lastKnown.or(() => readUptime(this.#options.procRoot), guess), at: now };
  }

  async #measure(rows: ProcessSample[], shown: readonly number[] | null): Promise<void> {
    // pidusage reads this machine's /proc and no other tree.
    if (this.#options.procRoot !== '/proc') return;
    const alive = new Set(rows.map(row => row.pid));
    const usage = await this.#usage.read(shown?.filter(pid => alive.has(pid)) ?? [...alive]);
    for (const row of rows) Object.assign(row, usage.get(row.pid));
  }

  #forget(rows: readonly ProcessSample[]): void {
    const alive = new Set(rows.map(processKey));
    this.#counter.end(alive);
    this.#slowFacts.end(alive);
    for (const key of this.#histories.keys()) if (!alive.has(key)) this.#histories.delete(key);
    const instances = new Set(rows.map(row => row.instance));
    for (const id of this.#owners.keys()) if (!instances.has(id)) this.#owners.delete(id);
  }
}
