import type { History } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type FleetHost, fleetSnapshot, namesOf } from './fleet-snapshot.ts';
import { EVERYTHING, hostSeries } from './host-series.ts';
import { hostView } from './host-view.ts';
import { readHistories } from './past.ts';
import type { PrometheusApi } from './prometheus-api.ts';

/** A query that takes long is work for Prometheus too: it gets this many times as long to rest, but never more than this. */
const REST_SHARE = 4;
const LONGEST_REST_MS = 5000;
/** A query that is this old is late, and is said to be. */
const LATE_SECONDS = 2;

/** All hosts as Prometheus knows them; what does not answer any more stays as it was, with its age. */
export class Fleet {
  readonly #api: PrometheusApi;
  readonly #thresholds: Thresholds;
  readonly #hosts = new Map<string, FleetHost>();
  #warnings: string[] = [];
  #failure: string | null = null;
  /** Prometheus's clock at its last answer, and ours. */
  #answered: { clock: number; at: number; ms: number } | null = null;
  #askedAt: number | null = null;
  #restUntil = 0;

  constructor(api: PrometheusApi, thresholds: Thresholds) {
    this.#api = api;
    this.#thresholds = thresholds;
  }

  /** Asks Prometheus, unless it is to rest. @throws what the API throws; the last answer then stands */
  async ask(signal?: AbortSignal): Promise<void> {
    if (performance.now() < this.#restUntil) return;
    const started = performance.now();
    this.#askedAt = started;
    try {
      const { series, warnings } = await this.#api.query(EVERYTHING, signal);
      const at = performance.now();
      const clock = series[0]?.points.at(-1)?.at ?? Date.now() / 1000;
      this.#take(hostSeries(series, this.#jobs()), clock);
      this.#answered = { clock, at, ms: at - started };
      this.#restUntil = at + Math.min((at - started) * REST_SHARE, LONGEST_REST_MS);
      this.#warnings = warnings;
      this.#failure = null;
    } catch (error) {
      this.#failure = (error as Error).message;
      throw error;
    } finally {
      this.#askedAt = null;
    }
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
    return late || this.#failure !== null || [...this.#hosts.values()].some(({ up }) => !up);
  }

  #take(targets: ReturnType<typeof hostSeries>, now: number): void {
    for (const [key, target] of targets) {
      const known = this.#hosts.get(key);
      const isTold = target.series.size > 0;
      const view = isTold ? hostView(target, this.#thresholds, now) : (known?.view ?? null);
      const isNews = isTold && view!.sampledAt !== known?.view?.sampledAt;
      this.#hosts.set(key, { job: target.job, instance: target.instance, up: isTold, view, isNews });
    }
    // Prometheus does not scrape it any more.
    for (const key of this.#hosts.keys()) if (!targets.has(key)) this.#hosts.delete(key);
  }

  #jobs(): string[] {
    return [...this.#hosts.values()].map(({ job }) => job);
  }

  #now(): number {
    if (!this.#answered) return Date.now() / 1000;
    return this.#answered.clock + (performance.now() - this.#answered.at) / 1000;
  }
}
