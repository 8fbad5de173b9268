import { type Instance, instanceOf, type ProcessSample, type Severity, type Snapshot } from '../model/snapshot.ts';

/** Open files of the worst worker of an instance that are of one sort. */
export interface SortCount {
  kind: string;
  /** TCP state; empty where there is none. */
  state: string;
  count: number;
}

/** All that a scrape tells. */
export interface MetricsView {
  snapshot: Snapshot;
  /** What the snapshot had more than is told. */
  leftOut: { instances: number; processes: number };
  version: string;
  /** When the machine was booted, in seconds since 1970; null where that is not known. */
  bootTime: number | null;
  /** Null where nothing is counted: one look sees no replacement. */
  replacements: readonly { app: string; unit: string; count: number }[] | null;
  /** By `Instance.id`. */
  types: ReadonlyMap<string, readonly SortCount[]>;
  cpuSeconds: number;
  sampleErrors: number;
}

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface Series {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** None of what is not known: a 0 would be a lie. */
  samples(view: MetricsView): Sample[];
}

const SEVERITY_NUMBERS: Partial<Record<Severity, number>> = { ok: 0, elevated: 1, leaking: 2, critical: 3 };
/** 2^63 and the like: the kernel's way to say that there is no maximum. */
const NO_MAXIMUM = 1e15;
const TICKS_PER_SECOND = 100;

/**
 * THE table of metrics. Names and units follow OpenMetrics; `open_fds` and `max_fds` are called so by every client
 * library. No label is called `instance` or `job`: those are Prometheus's own, and it would rename ours.
 */
export const SERIES: readonly Series[] = [
  process('fdtop_process_open_fds', 'Open file descriptors.', ({ fds }) => fds),
  process('fdtop_process_max_fds', 'Soft limit of open file descriptors; +Inf: unlimited.', p => p.limitSoft),
  process('fdtop_process_fds_used_ratio', 'Open file descriptors as a share of the soft limit.', p =>
    p.usedPercent === null || p.limitSoft === null ? null : (p.fds ?? 0) / Math.max(p.limitSoft, 1),
  ),
  process(
    'fdtop_process_fds_growth_per_second',
    'File descriptors more per second, as a median that no outlier moves; absent until there is enough to tell.',
    p => p.fdsPerSecond,
  ),
  process(
    'fdtop_process_time_to_limit_seconds',
    'Time until the soft limit is reached at this growth; absent while it does not grow steadily.',
    p => p.secondsToLimit,
  ),
  process(
    'fdtop_process_severity',
    'By the thresholds of this fdtop: 0 ok, 1 elevated (--warn), 2 leaking (--leak), 3 critical; absent when unreadable.',
    p => SEVERITY_NUMBERS[p.severity] ?? null,
  ),
  process(
    'fdtop_process_open_fds_age_seconds',
    'Age of the count, where it was not taken anew at the last sample: kernels before 6.2 must list the files.',
    p => (p.fds !== null && p.fdsAgeSeconds >= 2 ? p.fdsAgeSeconds : null),
  ),
  {
    name: 'fdtop_process_start_time_seconds',
    type: 'gauge',
    help: 'Start of the process, in seconds since 1970.',
    samples: ({ snapshot, bootTime }) =>
      bootTime === null ? [] : each(snapshot, p => Math.round((bootTime + p.startTime / TICKS_PER_SECOND) * 100) / 100),
  },
  {
    name: 'fdtop_process_info',
    type: 'gauge',
    help: 'Always 1: the user and the parent of a process that is watched, readable or not.',
    samples: ({ snapshot }) =>
      snapshot.processes.map(p => ({
        labels: { ...processLabels(snapshot, p), user: p.user, ppid: String(p.ppid) },
        value: 1,
      })),
  },
  {
    name: 'fdtop_processes_unreadable',
    type: 'gauge',
    help: 'Watched processes whose file descriptors may not be counted, for want of permission.',
    samples: ({ snapshot }) => single(snapshot.processes.filter(p => p.fdsUnknown === 'permission').length),
  },
  leftOut(
    'fdtop_processes_left_out',
    'Watched processes without series of their own: there are too many.',
    'processes',
  ),
  leftOut('fdtop_instances_left_out', 'Instances without series of their own: there are too many.', 'instances'),
  instance('fdtop_instance_workers', 'Workers that live.', ({ workerPids }) => workerPids.length),
  instance('fdtop_instance_open_fds', 'Open file descriptors of its readable processes.', ({ fds }) => fds),
  instance(
    'fdtop_instance_severity',
    'The worst severity of its processes, as a number; absent when none is readable.',
    ({ severity }) => SEVERITY_NUMBERS[severity] ?? null,
  ),
  instance('fdtop_instance_upgrading', '1 while a USR2 upgrade runs.', ({ upgrading }) => Number(upgrading)),
  {
    name: 'fdtop_instance_info',
    type: 'gauge',
    help: 'Always 1: what runs the instance, and whether it is a Gunicorn (or was asked for with --match).',
    samples: ({ snapshot: { instances } }) =>
      instances.map(each => ({
        labels: { ...instanceLabels(each), manager: each.manager, gunicorn: String(each.gunicorn) },
        value: 1,
      })),
  },
  {
    name: 'fdtop_worker_replacements_total',
    type: 'counter',
    help: 'Workers that went and were followed by another, as seen since fdtop started.',
    samples: ({ replacements }) =>
      (replacements ?? []).map(({ app, unit, count }) => ({ labels: { app, unit }, value: count })),
  },
  {
    name: 'fdtop_worst_worker_fds',
    type: 'gauge',
    help: 'Open files of the worst worker of an instance by sort, estimated from 2,000 of them every minute.',
    samples: ({ snapshot: { instances }, types }) =>
      instances.flatMap(each =>
        (types.get(each.id) ?? []).map(({ kind, state, count }) => ({
          labels: { ...instanceLabels(each), kind, state },
          value: count,
        })),
      ),
  },
  {
    name: 'fdtop_system_open_files',
    type: 'gauge',
    help: 'Open files of the whole system (/proc/sys/fs/file-nr).',
    samples: ({ snapshot }) => single(snapshot.system.filesOpen),
  },
  {
    name: 'fdtop_system_max_files',
    type: 'gauge',
    help: 'Open files that the whole system may have (fs.file-max); absent where there is no maximum.',
    samples: ({ snapshot: { system } }) => single((system.filesMax ?? 0) > NO_MAXIMUM ? null : system.filesMax),
  },
  {
    name: 'fdtop_host_info',
    type: 'gauge',
    help: 'Always 1: host name, kernel, and version of this fdtop.',
    samples: ({ snapshot: { host, kernel }, version }) => [{ labels: { host, kernel, version }, value: 1 }],
  },
  {
    name: 'fdtop_last_sample_timestamp_seconds',
    type: 'gauge',
    help: 'When all of this was read, in seconds since 1970: an old one means that fdtop has got stuck.',
    samples: ({ snapshot }) => single(Date.parse(snapshot.time) / 1000),
  },
  {
    name: 'fdtop_sample_errors_total',
    type: 'counter',
    help: 'Samples that failed.',
    samples: ({ sampleErrors }) => single(sampleErrors),
  },
  {
    name: 'fdtop_self_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time that fdtop itself has used.',
    samples: ({ cpuSeconds }) => single(cpuSeconds),
  },
  {
    name: 'fdtop_self_resident_memory_bytes',
    type: 'gauge',
    help: 'Memory that fdtop itself holds.',
    samples: ({ snapshot }) => single(snapshot.selfCost.rssBytes),
  },
  {
    name: 'fdtop_self_sample_duration_seconds',
    type: 'gauge',
    help: 'Time that the last sample took.',
    samples: ({ snapshot }) => single(snapshot.selfCost.sampleMs / 1000),
  },
];

function process(name: string, help: string, value: (process: ProcessSample) => number | null): Series {
  return { name, type: 'gauge', help, samples: ({ snapshot }) => each(snapshot, value) };
}

function leftOut(name: string, help: string, what: keyof MetricsView['leftOut']): Series {
  return { name, type: 'gauge', help, samples: view => single(view.leftOut[what]) };
}

function instance(name: string, help: string, value: (instance: Instance) => number | null): Series {
  const samples = ({ snapshot: { instances } }: MetricsView) =>
    instances.flatMap(each => single(value(each), instanceLabels(each)));
  return { name, type: 'gauge', help, samples };
}

function each(snapshot: Snapshot, value: (process: ProcessSample) => number | null): Sample[] {
  return snapshot.processes.flatMap(process => single(value(process), processLabels(snapshot, process)));
}

function single(value: number | null, labels: Record<string, string> = {}): Sample[] {
  return value === null ? [] : [{ labels, value }];
}

/** The same five for all that is about a process, so that they can be put side by side in a query. */
function processLabels(snapshot: Snapshot, process: ProcessSample): Record<string, string> {
  const { pid, role } = process;
  const instance = instanceOf(snapshot, process);
  return {
    ...(instance ? instanceLabels(instance) : { app: '', unit: '', master: '' }),
    role,
    pid: String(pid),
  };
}

/** `master` tells two masters of the same app apart: those of an upgrade, or those started by hand. */
function instanceLabels({ name, unit, masterPid }: Instance): Record<string, string> {
  return { app: name, unit: unit ?? '', master: masterPid === null ? '' : String(masterPid) };
}
