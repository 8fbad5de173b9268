import { History } from '../model/history.ts';
import { processKey, type Snapshot } from '../model/snapshot.ts';
import { HISTORY_SECONDS } from '../model/trend.ts';
import type { PrometheusApi } from './prometheus-api.ts';

/** Finer than the usual interval of scrapes; a column of the sparkline is as wide. */
const STEP_SECONDS = 5;

export interface Known {
  snapshot: Snapshot;
  /** What each target is called in it, by `job/instance`. */
  names: ReadonlyMap<string, string>;
  /** Prometheus's clock, seconds since 1970. */
  now: number;
}

/** The last two minutes of every process in the snapshot, by processKey. @throws what the API throws */
export async function readHistories(
  api: PrometheusApi,
  { snapshot, names, now }: Known,
  signal?: AbortSignal,
): Promise<Map<string, History>> {
  const range = { start: now - HISTORY_SECONDS, end: now, step: STEP_SECONDS };
  const { series } = await api.queryRange('fdtop_process_open_fds', range, signal);
  const keys = new Map(
    snapshot.processes.map(process => [`${process.host} ${process.pid} ${process.role}`, processKey(process)]),
  );
  const histories = new Map<string, History>();
  for (const { labels, points } of series) {
    const key = keys.get(`${names.get(`${labels.job ?? ''}/${labels.instance ?? ''}`)} ${labels.pid} ${labels.role}`);
    if (key === undefined) continue;
    const history = histories.get(key) ?? new History(HISTORY_SECONDS);
    for (const { at, value } of points) history.add({ at, fds: value });
    histories.set(key, history);
  }
  return histories;
}
