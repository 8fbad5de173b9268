import type { Outcome } from '../actions/outcome.ts';
import type { Preflight } from '../actions/preflight.ts';
import { formatCount } from '../model/format.ts';
import { instanceOf, type ProcessSample, type Snapshot, serviceTitle } from '../model/snapshot.ts';
import { ANY, GuardMemory, type GuardState } from './guard-memory.ts';
import { type GuardRules, type GuardTarget, judge, type OverCounts, whyLeave, whyWait } from './guard-rules.ts';
import type { GuardScope } from './guard-scope.ts';

/** What the guard has to say. `stopped`: it does nothing more for that service, and somebody must look. */
export interface GuardEvent {
  what: 'replaces' | 'replaced' | 'would-replace' | 'waits' | 'stopped';
  pid: number | null;
  text: string;
}

export interface GuardOptions {
  rules: GuardRules;
  scope: GuardScope;
  /** Only says what it would do. */
  dryRun: boolean;
  /** Whether a new worker would load the app that is on disk. `signal` says that the answer comes too late. */
  checkApp(target: GuardTarget, snapshot: Snapshot, signal: AbortSignal): Promise<Preflight>;
  /** How it stands now: the check of the app takes its time, and between two samples may lie minutes. */
  lookAgain(): Promise<Snapshot>;
  /** Replaces that one worker, verified. */
  replace(target: GuardTarget, snapshot: Snapshot): Promise<Outcome>;
  tell(event: GuardEvent): void;
  /** So long is a check waited for. */
  checkSeconds?: number;
}

/** The check ends itself after 20 s; what it runs is not the guard's, and may know a way not to. */
const CHECK_SECONDS = 60;
/** Services that are acted on at the same time: each check loads an app, and the machine has other things to do. */
const MOST_AT_ONCE = 4;
/** One that takes longer holds up nobody but itself. */
const COUNTS_MS = 60_000;
/** After an attempt that came to nothing, at least; and after a check that did not end. */
const REST_SECONDS = 30;
const REST_AFTER_LATE_SECONDS = 300;

/** `service` is null for what was saved when there was one stop for all. */
export function stoppedText(service: string | null, why: string): string {
  return `the guard has stopped itself${service === null ? '' : ` for ${service}`}: ${why}; look at the service, then let it go on by SIGHUP (systemctl reload)`;
}

/**
 * Replaces leaking workers by itself: in each service one at a time, at most so many an hour, and never again once a
 * replacement has failed or the app on disk no longer loads: a guard that goes on then would take down worker after worker.
 * Every service has its own share: one that fails, hangs or leaks without end takes nothing from another.
 */
export class Guard {
  #options: GuardOptions;
  #over: OverCounts = new Map();
  readonly #memory: GuardMemory;
  readonly #saved: GuardState | null;
  readonly #acting = new Map<string, { since: number; done: Promise<void> }>();
  /** Services whose check was given up, and goes on all the same. */
  readonly #late = new Set<string>();
  #waits = new Map<string, string>();

  /** `saved` is what a former one had in `state`. */
  constructor(options: GuardOptions, saved: GuardState | null = null) {
    this.#options = options;
    this.#saved = saved;
    this.#memory = new GuardMemory(saved);
  }

  /** A dry run has done nothing, and leaves the memory of those who do as it was. */
  get state(): GuardState {
    return this.#options.dryRun ? (this.#saved ?? { services: {} }) : this.#memory.state;
  }

  /** Takes new rules, and goes on where it has stopped. What is under way goes on by the old ones. */
  goOn(options: GuardOptions): void {
    this.#options = options;
    this.#memory.goOn();
  }

  /** What it had stopped for when it was made, as sentences. */
  get stops(): string[] {
    const services = Object.entries(this.#memory.state.services);
    return services.flatMap(([service, { stopped }]) =>
      stopped === null ? [] : [stoppedText(service === ANY ? null : service, stopped)],
    );
  }

  /** Resolves when what is under way is done. */
  async idle(): Promise<void> {
    await Promise.all([...this.#acting.values()].map(({ done }) => done));
  }

  /** Gets every snapshot; what it begins goes on beside the sampling. `now` is in seconds since 1970. */
  look(snapshot: Snapshot, now: number): void {
    const { rules, scope } = this.#options;
    this.#memory.tidy(now);
    const { over, verdicts } = judge(this.#over, snapshot, rules, each => scope.caresFor(each, snapshot));
    this.#over = over;
    const waits = new Map<string, string>();
    const ready: GuardTarget[] = [];
    for (const { service, target, waits: cannot } of verdicts) {
      const memory = this.#memory.of(service, now);
      if (memory.stopped !== null || memory.restsUntil !== null) continue;
      if (this.#acting.has(service) || this.#late.has(service)) continue;
      const why = cannot ?? whyWait(target!.instance, memory, rules, now);
      if (why === null) ready.push(target!);
      else waits.set(service, why);
    }
    for (const [service, why] of waits)
      if (this.#waits.get(service) !== why) this.#tell('waits', null, `the guard waits: ${why}`);
    this.#waits = waits;
    // Who has waited longest first: nobody takes the places again and again.
    const last = ({ service }: GuardTarget) => this.#memory.of(service, now).replacedAt.at(-1) ?? 0;
    ready.sort((a, b) => last(a) - last(b));
    for (const target of ready.slice(0, Math.max(0, MOST_AT_ONCE - this.#busy()))) this.#begin(target, snapshot, now);
  }

  #busy(): number {
    const now = performance.now();
    return [...this.#acting.values()].filter(({ since }) => now - since < COUNTS_MS).length;
  }

  #begin(target: GuardTarget, snapshot: Snapshot, now: number): void {
    const since = performance.now();
    const clock = () => Math.round(now + (performance.now() - since) / 1000);
    const done = this.#act(target, snapshot, clock).finally(() => {
      this.#acting.delete(target.service);
    });
    this.#acting.set(target.service, { since, done });
  }

  async #act(target: GuardTarget, snapshot: Snapshot, clock: () => number): Promise<void> {
    const options = this.#options;
    const { worker, instance, service } = target;
    const who = `worker ${worker.pid} of ${serviceTitle(instance)} (${formatCount(worker.fds)} fds)`;
    try {
      const ready = await this.#prepare(target, snapshot, options);
      if (ready === null) {
        this.#rest(target, clock(), REST_AFTER_LATE_SECONDS);
        const why = 'whether its app still loads is not known, the check does not end';
        return this.#tell('waits', worker.pid, `the guard leaves ${who} alone: ${why}`);
      }
      const { app, latest } = ready;
      const leaves = whyLeave(target, latest, options.rules) ?? whyNotOurs(target, latest, options.scope);
      if (leaves !== null) {
        this.#rest(target, clock(), Math.max(REST_SECONDS, options.rules.cooldown));
        this.#tell('waits', worker.pid, `the guard leaves ${who} alone: ${leaves}`);
      } else if (app.state === 'broken') {
        this.#stop(target, clock(), `it would replace ${who}, but the app on disk does not load: ${app.words}`);
      } else {
        // From here on it is sure that there is one: now it counts.
        const at = clock();
        this.#memory.set(service, at, ({ replacedAt }) => ({ replacedAt: [...replacedAt, at] }));
        if (options.dryRun)
          return this.#tell('would-replace', worker.pid, `the guard would replace ${who}; it is a dry run`);
        this.#tell('replaces', worker.pid, `the guard replaces ${who}`);
        const { ok, text } = await options.replace(target, latest);
        if (ok) this.#tell('replaced', worker.pid, `the guard has replaced ${who}: ${text}`);
        else this.#stop(target, clock(), `the replacement of ${who} failed: ${text}`);
      }
    } catch (error) {
      this.#stop(target, clock(), `the replacement of ${who} failed: ${(error as Error).message}`);
    }
  }

  /** The check and a look after it; null when they take too long: then the service waits until they have ended after all. */
  async #prepare(
    target: GuardTarget,
    snapshot: Snapshot,
    { checkApp, lookAgain, checkSeconds = CHECK_SECONDS }: GuardOptions,
  ): Promise<{ app: Preflight; latest: Snapshot } | null> {
    const late = new AbortController();
    const prepared = (async () => {
      const app = await checkApp(target, snapshot, late.signal);
      return { app, latest: await lookAgain() };
    })();
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<null>(resolve => {
      timer = setTimeout(resolve, checkSeconds * 1000, null);
    });
    const first = await Promise.race([prepared, over]).finally(() => clearTimeout(timer));
    if (first !== null) return first;
    this.#late.add(target.service);
    const settled = () => void this.#late.delete(target.service);
    prepared.then(settled, settled);
    late.abort();
    return null;
  }

  #rest({ service }: GuardTarget, now: number, seconds: number): void {
    this.#memory.set(service, now, () => ({ restsUntil: now + seconds }));
  }

  #stop({ service, worker, instance }: GuardTarget, now: number, why: string): void {
    this.#memory.set(service, now, () => ({ stopped: why }));
    this.#tell('stopped', worker.pid, stoppedText(serviceTitle(instance), why));
  }

  #tell(what: GuardEvent['what'], pid: number | null, text: string): void {
    this.#options.tell({ what, pid, text });
  }
}

/** Why it is not the guard's to end after all; null when it is. */
function whyNotOurs(target: GuardTarget, latest: Snapshot, scope: GuardScope): string | null {
  const { instance, worker } = target;
  const isOf = (each: ProcessSample) => each.instance === instance.id;
  const master = latest.processes.find(each => isOf(each) && each.pid === instance.masterPid);
  const now = instanceOf(latest, { ...worker, instance: instance.id });
  if (!master || !now || !scope.caresFor(now, latest)) return 'its service is not what it was';
  return scope.whyNotIts(target, master);
}
