import { words } from '../words/words.ts';
import type { SessionEvent } from './session-event.ts';
import {
  type Instance,
  isWorker,
  type ProcessSample,
  processKey,
  type Severity,
  type Snapshot,
  serviceTitle,
} from './snapshot.ts';

/** What is known of a process that was there at the last look. */
interface Seen {
  process: ProcessSample;
  /** The last count that was known. */
  fds: number | null;
  told: Severity;
  /** Since when it is better than what was told; null while it is not. */
  betterSince: number | null;
}

/** A worker that came or went, and waits for its counterpart. */
interface Waiting {
  key: string;
  pid: number;
  fds: number | null;
  instance: string | null;
  at: number;
}

const ORDER: readonly Severity[] = ['unknown', 'ok', 'elevated', 'leaking', 'critical'];
/** A count that sways around a threshold, or a forecast that comes and goes, would fill the log. */
const SECONDS_TO_BE_BETTER = 10;
/** A worker that comes later than this after another went, or goes so much later than another came, has nothing to do with it. */
const LONGEST_WAIT_SECONDS = 60;

/**
 * Compares each snapshot with the one before, and tells what happened between: instances and workers that came, went or were
 * replaced, thresholds crossed. Helpers and processes of no instance come and go without a word.
 */
export class SessionWatch {
  #instances: ReadonlyMap<string, Instance> | null = null;
  #processes = new Map<string, Seen>();
  #gone: Waiting[] = [];
  #born: Waiting[] = [];

  look(snapshot: Snapshot): SessionEvent[] {
    const at = Date.parse(snapshot.time) / 1000;
    const instances = new Map(snapshot.instances.map(instance => [instance.id, instance]));
    const events = [
      ...this.#comings(snapshot, instances, at),
      ...snapshot.processes.flatMap(process => this.#crossings(process, instances, at)),
    ];
    this.#instances = instances;
    return events;
  }

  #comings({ processes }: Snapshot, instances: ReadonlyMap<string, Instance>, at: number): SessionEvent[] {
    const known = this.#instances;
    const before = known ?? new Map<string, Instance>();
    const event = (text: string, about: string[]): SessionEvent => ({ at, tone: 'note', text, about });
    const found = [...instances.values()].filter(({ id }) => !before.has(id));
    const lost = [...before.values()].filter(({ id }) => !instances.has(id));
    const alive = new Set(processes.map(processKey));
    const isOfBoth = (process: ProcessSample) =>
      isWorker(process) && process.instance !== null && before.has(process.instance) && instances.has(process.instance);

    this.#forget(at);
    const gone = [...this.#processes].filter(([key, { process }]) => !alive.has(key) && isOfBoth(process));
    const born = processes.filter(process => !this.#processes.has(processKey(process)) && isOfBoth(process));
    // What is seen again was not gone: one look may miss it, as while it changes its title.
    const again = new Set(born.map(processKey));
    this.#gone = this.#gone.filter(({ key }) => !again.has(key));
    for (const [key, { process, fds }] of gone) this.#gone.push(waiting(key, { ...process, fds }, at));
    for (const process of born) this.#born.push(waiting(processKey(process), process, at));
    const pairs = this.#pairs();
    const paired = new Set(pairs.flatMap(({ old, next }) => [old.key, next.key]));
    for (const key of this.#processes.keys()) if (!alive.has(key)) this.#processes.delete(key);

    const said = words().events;
    const nameOf = (id: string | null) => instanceName(instances.get(id ?? '') ?? null);
    const isNew = (each: Waiting) => each.at === at && !paired.has(each.key);
    return [
      ...lost.map(instance => event(said.instanceGone(instanceName(instance), instance.masterPid), [instance.id])),
      ...found.map(instance => {
        const { id, masterPid, workerPids } = instance;
        return event(said.instanceCame(instanceName(instance), masterPid, workerPids.length, known === null), [id]);
      }),
      ...this.#gone.filter(isNew).map(({ key, pid, fds, instance }) => {
        return event(said.workerGone(pid, nameOf(instance), fds), [key, instance!]);
      }),
      ...this.#born.filter(isNew).map(({ key, pid, instance }) => {
        return event(said.workerCame(pid, nameOf(instance)), [key, instance!]);
      }),
      ...pairs.map(({ old, next }) => {
        const text = said.replaced(next.pid, nameOf(next.instance), old.pid, old.fds);
        return event(text, [old.key, next.key, next.instance!]);
      }),
    ];
  }

  /** The one that went longest ago with the one that came longest ago, of the same instance; in either order. */
  #pairs(): { old: Waiting; next: Waiting }[] {
    const pairs: { old: Waiting; next: Waiting }[] = [];
    for (const old of [...this.#gone]) {
      const next = this.#born.find(({ instance }) => instance === old.instance);
      if (!next) continue;
      pairs.push({ old, next });
      this.#gone = this.#gone.filter(each => each !== old);
      this.#born = this.#born.filter(each => each !== next);
    }
    return pairs;
  }

  #forget(now: number): void {
    const isRecent = ({ at }: Waiting) => now - at <= LONGEST_WAIT_SECONDS && now >= at;
    this.#gone = this.#gone.filter(isRecent);
    this.#born = this.#born.filter(isRecent);
  }

  #crossings(process: ProcessSample, instances: ReadonlyMap<string, Instance>, at: number): SessionEvent[] {
    const key = processKey(process);
    const { severity, fds } = process;
    const last = this.#processes.get(key);
    // What was there before fdtop looked has crossed nothing; but a worker that leaks is worth a line.
    const told = last?.told ?? (process.instance === null ? severity : 'ok');
    const seen: Seen = { process, fds: fds ?? last?.fds ?? null, told, betterSince: last?.betterSince ?? null };
    this.#processes.set(key, seen);
    if (severity === 'unknown') return [];
    const about = [key, ...(process.instance === null ? [] : [process.instance])];
    const name = processName(process, instances);
    const isWorse = ORDER.indexOf(severity) > ORDER.indexOf(told);
    const isBetter = ORDER.indexOf(severity) < ORDER.indexOf(told);
    seen.betterSince = isBetter ? (seen.betterSince ?? at) : null;
    if (isWorse) {
      seen.told = severity;
      return [{ at, tone: severity === 'elevated' ? 'warn' : 'bad', text: words().events.worse(name, process), about }];
    }
    if (seen.betterSince === null || at - seen.betterSince < SECONDS_TO_BE_BETTER) return [];
    seen.told = severity;
    seen.betterSince = null;
    return [{ at, tone: 'good', text: words().events.better(name, severity, fds), about }];
  }
}

function waiting(key: string, { pid, fds, instance }: ProcessSample, at: number): Waiting {
  return { key, pid, fds, instance, at };
}

function instanceName(instance: Instance | null): string {
  return words().events.instance(instance && serviceTitle(instance), instance?.host);
}

function processName({ role, pid, instance, host }: ProcessSample, instances: ReadonlyMap<string, Instance>): string {
  const name = instance === null ? null : instanceName(instances.get(instance) ?? null);
  return words().events.processName(role, pid, name, host);
}
