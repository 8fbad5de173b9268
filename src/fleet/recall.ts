import type { Thresholds } from '../model/severity.ts';
import { everythingOf, type HostSeries, hostSeries, targetKey } from './host-series.ts';
import { type HostView, hostView } from './host-view.ts';
import type { PrometheusApi } from './prometheus-api.ts';

/**
 * When each target last told, where it tells no more. A scrape that fails makes all series of its target stale at once, and
 * what is stale no plain query shows (https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness); a subquery
 * looks at each moment as it was then. The last hour is looked at by the second, and finds the last scrape itself; a week by
 * five minutes, which is as far back as Prometheus looks for what is not stale.
 */
const TOLD = 'timestamp(fdtop_last_sample_timestamp_seconds)';
const WITHIN_AN_HOUR = `max_over_time(${TOLD}[1h:1s]) and on (job, instance) up unless on (job, instance) fdtop_last_sample_timestamp_seconds`;
const WITHIN_A_WEEK = `max_over_time(${TOLD}[1w:5m]) and on (job, instance) (up == 0)`;

/** So many targets are asked for at a time: Prometheus answers 20 at most, and others want some, too. */
const AT_ONCE = 4;
/** A Prometheus that cannot answer such a thing is not asked again at each beat. */
const RETRY_MS = 60_000;

/** What targets told last, that had fallen silent before anybody looked. */
export class Recall {
  readonly #api: PrometheusApi;
  readonly #thresholds: Thresholds;
  /** By targetKey: looked for, found or not. */
  readonly #asked = new Set<string>();
  #isFirst = true;
  #notBefore = 0;

  constructor(api: PrometheusApi, thresholds: Thresholds) {
    this.#api = api;
    this.#thresholds = thresholds;
  }

  /**
   * The last view of each target that is silent, by targetKey; none of those that never told. `silent` are those whose last
   * view is not known. Never fails: what Prometheus does not tell stays unknown.
   */
  async views(silent: ReadonlyMap<string, HostSeries>, signal?: AbortSignal): Promise<Map<string, HostView>> {
    const isNew = [...silent].some(([key, { up }]) => !this.#asked.has(key) && (this.#isFirst || up === false));
    if (!isNew || performance.now() < this.#notBefore) return new Map();
    try {
      const told = await this.#lastTold(silent, signal);
      const views = await this.#viewsAt(
        [...silent.values()].filter(target => told.has(targetKey(target))),
        told,
        signal,
      );
      for (const key of silent.keys()) this.#asked.add(key);
      this.#isFirst = false;
      return views;
    } catch {
      this.#notBefore = performance.now() + RETRY_MS;
      return new Map();
    }
  }

  /** Prometheus's clock, by targetKey. */
  async #lastTold(silent: ReadonlyMap<string, HostSeries>, signal?: AbortSignal): Promise<Map<string, number>> {
    const told = await this.#times(WITHIN_AN_HOUR, signal);
    const isLongAgo = [...silent].some(([key, { up }]) => up === false && !told.has(key));
    return isLongAgo ? new Map([...(await this.#times(WITHIN_A_WEEK, signal)), ...told]) : told;
  }

  async #times(expression: string, signal?: AbortSignal): Promise<Map<string, number>> {
    const { series } = await this.#api.query(expression, { signal });
    return new Map(series.map(({ labels, points }) => [targetKey(labels), points.at(-1)!.value]));
  }

  /** As each target told at its time. */
  async #viewsAt(
    targets: readonly HostSeries[],
    told: ReadonlyMap<string, number>,
    signal?: AbortSignal,
  ): Promise<Map<string, HostView>> {
    const views = new Map<string, HostView>();
    for (let start = 0; start < targets.length; start += AT_ONCE) {
      const round = targets.slice(start, start + AT_ONCE).map(async target => {
        const at = told.get(targetKey(target))!;
        const { series } = await this.#api.query(everythingOf(target), { at, signal });
        for (const [key, then] of hostSeries(series)) views.set(key, hostView(then, this.#thresholds, at));
      });
      await Promise.all(round);
    }
    return views;
  }
}
