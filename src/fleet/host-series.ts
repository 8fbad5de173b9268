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

/** fdtop's own job by convention: known even when none of its targets has answered yet. */
const USUAL_JOB = 'fdtop';

const NAMES = [
  'process_(open_fds|max_fds|fds_growth_per_second|time_to_limit_seconds|open_fds_age_seconds|start_time_seconds|info)',
  'instance_(info|upgrading)',
  'host_info',
  'last_sample_timestamp_seconds',
  'system_(open|max)_files',
];

/** One query for all, so that all is from the same moment. */
export const EVERYTHING = `{__name__=~"up|fdtop_(${NAMES.join('|')})"}`;

/** The targets that export fdtop's series, or would if they were up: those of the same jobs. */
export function hostSeries(series: readonly Series[], knownJobs: Iterable<string> = []): Map<string, HostSeries> {
  const hosts = new Map<string, HostSeries>();
  for (const each of series) {
    const { __name__: name = '', job = '', instance = '' } = each.labels;
    const key = `${job}/${instance}`;
    const host = hosts.get(key) ?? { job, instance, up: null, series: new Map<string, Series[]>() };
    hosts.set(key, host);
    if (name === 'up') host.up = each.points.at(-1)?.value === 1;
    else if (!host.series.has(name)) host.series.set(name, [each]);
    else host.series.get(name)!.push(each);
  }
  const all = [...hosts];
  const jobs = new Set([USUAL_JOB, ...knownJobs]);
  for (const [, { job, series }] of all) if (series.size > 0) jobs.add(job);
  return new Map(all.filter(([, { job, up, series }]) => series.size > 0 || (up === false && jobs.has(job))));
}
