import type { History } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type FleetHost, fleetSnapshot, namesOf } from './fleet-snapshot.ts';
import { EVERYTHING, type HostSeries, hostSeries } from './host-series.ts';
import { hostView } from './host-view.ts';
import { readHistories } from './past.ts';
import type { PrometheusApi } from './prometheus-api.ts';
import { Recall } from './recall.ts';

/** fdtop's own job by convention: its targets are hosts of the fleet even when none of them ever answered. */
const USUAL_JOB = 'fdtop';
/** A target that answers, but tells nothing of fdtop any more, is missed for so long; then it was meant so. */
const MISSED_SECONDS = 3600;
/** A query that takes long is work for Prometheus too: it gets this many times as long to rest, but never more than this. */
const REST_SHARE = 4;
const LONGEST_REST_MS = 5000;
/** A query that is this old is late, and is said to be. */
const LATE_SECONDS = 2;

/** All hosts as Prometheus knows them; what does not answer any more stays as it was, with its age. */
export class Fleet {
  readonly #api: PrometheusApi;
  readonly #thresholds: Thresholds;
  readonly #recall: Recall;
  readonly #hosts = new Map<string, FleetHost>();
  /** Of the last answer, those of other exporters, too. */
  #targets: ReadonlyMap<string, HostSeries> = new Map();
  #recalling: Promise<void> | null = null;
  #warnings: string[] = [];
  #failure: string | null = null;
  /** Prometheus's clock at its last answer, and ours. */
  #answered: { clock: number; at: number; ms: number } | null = null;
  #askedAt: number | null = null;
  #restUntil = 0;

  constructor(api: PrometheusApi, thresholds: Thresholds) {
    this.#api = api;
    this.#thresholds = thresholds;
    this.#recall = new Recall(api, thresholds);
  }

  /** Asks Prometheus, unless it is to rest. @throws what the API throws; the last answer then stands */
  async ask(signal?: AbortSignal): Promise<void> {
    if (performance.now() < this.#restUntil) return;
    const started = performance.now();
    this.#askedAt = started;
    try {
      const { series, warnings } = await this.#api.query(EVERYTHING, { signal });
      const at = performance.now();
      const clock = series[0]?.points.at(-1)?.at ?? Date.now() / 1000;
      this.#targets = hostSeries(series);
      this.#take(this.#targets, clock);
      this.#answered = { clock, at, ms: at - started };
      this.#warnings = warnings;
      this.#failure = null;
      this.#restUntil = at + Math.min((at - started) * REST_SHARE, LONGEST_REST_MS);
      // Nobody waits for the past: what is now comes again and again meanwhile.
      this.#recalling ??= this.#remember(signal).finally(() => {
        this.#recalling = null;
      });
    } catch (error) {
      this.#failure = (error as Error).message;
      throw error;
    } finally {
      this.#askedAt = null;
    }
  }

  /** Settles when what Prometheus knows of hosts that were silent before has been looked for. Never rejects. */
  async recalled(): Promise<void> {
    await this.#recalling;
  }

  /** The last two minutes of every process that is known, by processKey. @throws what the API throws */
  async past(signal?: AbortSignal): Promise<Map<string, History>> {
    const names = namesOf(this.#hosts);
    return await readHistories(this.#api, { snapshot: this.snapshot(), names, now: this.#now() }, signal);
  }

  /** What is known now. */
  snapshot(): Snapshot {
    const now = performance.now();
    const late = this.#askedAt === null ? 0 : (now - this.#askedAt) / 1000;
    return fleetSnapshot({
      url: this.#api.shownUrl,
      hosts: this.#hosts,
      now: this.#now(),
      answer: this.#answered && { ageSeconds: (now - this.#answered.at) / 1000, ms: this.#answered.ms },
      failure: this.#failure,
      lateSeconds: late >= LATE_SECONDS ? Math.floor(late) : null,
      warnings: this.#warnings,
    });
  }

  /** Whether what is known gets older without a new answer: then the screen has to say how old. */
  get isAging(): boolean {
    const late = this.#askedAt !== null && performance.now() - this.#askedAt > LATE_SECONDS * 1000;
    return late || this.#failure !== null || [...this.#hosts.values()].some(({ silent }) => silent !== null);
  }

  #take(targets: ReadonlyMap<string, HostSeries>, now: number): void {
    const jobs = new Set([USUAL_JOB, ...[...this.#hosts.values()].map(({ job }) => job)]);
    for (const { job, series } of targets.values()) if (series.size > 0) jobs.add(job);
    // What is no target any more is no host either.
    for (const key of this.#hosts.keys()) if (!targets.has(key)) this.#hosts.delete(key);
    for (const [key, target] of targets) {
      const { job, instance, up, series } = target;
      const known = this.#hosts.get(key);
      if (series.size > 0) {
        const view = hostView(target, this.#thresholds, now);
        const isNews = view.sampledAt !== known?.view?.sampledAt;
        this.#hosts.set(key, { job, instance, silent: null, view, isNews });
        continue;
      }
      const silent = up === false ? 'down' : 'stopped';
      const isHost = silent === 'down' ? known || jobs.has(job) : known && isMissed(known, now);
      if (isHost) this.#hosts.set(key, { job, instance, silent, view: known?.view ?? null, isNews: false });
      else this.#hosts.delete(key);
    }
  }

  /** What those told last that tell nothing now. */
  async #remember(signal?: AbortSignal): Promise<void> {
    const isUnknown = (key: string) => this.#targets.get(key)?.series.size === 0 && !this.#hosts.get(key)?.view;
    const unknown = [...this.#targets].filter(([key]) => isUnknown(key));
    const views = await this.#recall.views(new Map(unknown), signal);
    for (const [key, view] of views) {
      if (!isUnknown(key)) continue;
      const { job, instance, up } = this.#targets.get(key)!;
      this.#hosts.set(key, { job, instance, silent: up === false ? 'down' : 'stopped', view, isNews: false });
    }
  }

  #now(): number {
    if (!this.#answered) return Date.now() / 1000;
    return this.#answered.clock + (performance.now() - this.#answered.at) / 1000;
  }
}

function isMissed({ view }: FleetHost, now: number): boolean {
  return view !== null && now - view.sampledAt < MISSED_SECONDS;
}
