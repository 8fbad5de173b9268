import type { Series } from './parse-answer.ts';

/** What Prometheus knows of one target. */
export interface HostSeries {
  job: string;
  /** The address that it scrapes. */
  instance: string;
  /** Whether its last scrape succeeded; null where there is no such series. */
  up: boolean | null;
  /** fdtop_* series by name. */
  series: Map<string, Series[]>;
}

const NAMES = [
  'process_(open_fds|max_fds|fds_growth_per_second|time_to_limit_seconds|open_fds_age_seconds|start_time_seconds|info)',
  'instance_(info|upgrading)',
  'host_info',
  'last_sample_timestamp_seconds',
  'system_(open|max)_files',
];

/** One query for all, so that all is from the same moment. */
export const EVERYTHING = `{__name__=~"up|fdtop_(${NAMES.join('|')})"}`;

/** The same for one target alone. */
export function everythingOf({ job, instance }: { job: string; instance: string }): string {
  // Go's quoting, which PromQL has, reads all that JSON writes.
  return `{__name__=~"fdtop_(${NAMES.join('|')})",job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`;
}

/** By what the series of one target are known: `job/instance`. */
export function targetKey({ job = '', instance = '' }: { job?: string; instance?: string }): string {
  return `${job}/${instance}`;
}

/** All targets of the series, by targetKey; those that know nothing of fdtop, too. */
export function hostSeries(series: readonly Series[]): Map<string, HostSeries> {
  const hosts = new Map<string, HostSeries>();
  for (const each of series) {
    const { __name__: name = '', job = '', instance = '' } = each.labels;
    const key = targetKey(each.labels);
    const host = hosts.get(key) ?? { job, instance, up: null, series: new Map<string, Series[]>() };
    hosts.set(key, host);
    if (name === 'up') host.up = each.points.at(-1)?.value === 1;
    else if (!host.series.has(name)) host.series.set(name, [each]);
    else host.series.get(name)!.push(each);
  }
  return hosts;
}
