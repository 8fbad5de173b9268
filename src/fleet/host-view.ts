import { printable } from '../model/printable.ts';
import { severityOf, type Thresholds, worstSeverity } from '../model/severity.ts';
import { type Instance, MANAGERS, type ProcessSample, ROLES } from '../model/snapshot.ts';
import type { HostSeries } from './host-series.ts';
import type { Series } from './parse-answer.ts';

/** One host as its exporter told, rebuilt from series. */
export interface HostView {
  /** Its own name; empty when it has not told. */
  hostName: string;
  /** When its fdtop looked, in seconds since 1970. */
  sampledAt: number;
  filesOpen: number | null;
  filesMax: number | null;
  processes: ProcessSample[];
  instances: Instance[];
}

type Labels = Record<string, string>;

/**
 * The processes and instances of a target, under the same thresholds as those of this machine: `now` (Prometheus's clock)
 * gives them their ages. `host` and what depends on it are filled in by who knows all hosts.
 */
export function hostView({ series }: HostSeries, thresholds: Thresholds, now: number): HostView {
  const all = (name: string) => series.get(`fdtop_${name}`) ?? [];
  const single = (name: string) => newest(all(name)[0]);
  const byProcess = (name: string) => new Map(all(`process_${name}`).map(each => [processId(each.labels), each]));
  const fds = byProcess('open_fds');
  const limits = byProcess('max_fds');
  const growth = byProcess('fds_growth_per_second');
  const left = byProcess('time_to_limit_seconds');
  const starts = byProcess('start_time_seconds');
  const countAges = byProcess('open_fds_age_seconds');

  const processes = all('process_info').flatMap(({ labels }): ProcessSample[] => {
    const pid = wholeNumber(labels.pid);
    if (pid === null) return [];
    const id = processId(labels);
    const numbers = {
      fds: newest(fds.get(id)),
      limitSoft: newest(limits.get(id)),
      fdsPerSecond: newest(growth.get(id)),
      secondsToLimit: newest(left.get(id)),
    };
    const start = newest(starts.get(id));
    const usedPercent = percent(numbers.fds, numbers.limitSoft);
    const row: ProcessSample = {
      pid,
      startTime: start ?? 0,
      ppid: wholeNumber(labels.ppid) ?? 0,
      role: oneOf(ROLES, labels.role) ?? 'other',
      instance: instanceId(labels),
      user: printable(labels.user ?? '', 32),
      command: commandOf(labels),
      ...numbers,
      usedPercent,
      fdsUnknown: numbers.fds === null ? 'permission' : null,
      fdsAgeSeconds: newest(countAges.get(id)) ?? 0,
      limitHard: null,
      severity: severityOf({ ...numbers, usedPercent }, thresholds),
      cpuPercent: null,
      rssBytes: null,
      ageSeconds: start === null ? null : Math.max(0, Math.floor(now - start)),
      service: serviceOf(labels),
    };
    return [row];
  });
  const upgrading = new Set(
    all('instance_upgrading').flatMap(each => (newest(each) === 1 ? [instanceId(each.labels)] : [])),
  );
  return {
    hostName: printable(all('host_info')[0]?.labels.host ?? '', 64),
    sampledAt: single('last_sample_timestamp_seconds') ?? now,
    filesOpen: single('system_open_files'),
    filesMax: single('system_max_files'),
    processes,
    instances: all('instance_info').map(({ labels }) => instanceOf(labels, processes, upgrading)),
  };
}

function instanceOf(labels: Labels, processes: readonly ProcessSample[], upgrading: Set<string | null>): Instance {
  const id = instanceId(labels)!;
  const members = processes.filter(({ instance }) => instance === id);
  const counts = members.map(({ fds }) => fds).filter(fds => fds !== null);
  return {
    id,
    name: printable(labels.app ?? '', 60),
    gunicorn: labels.gunicorn !== 'false',
    manager: oneOf(MANAGERS, labels.manager) ?? 'none',
    unit: labels.unit ? printable(labels.unit, 200) : null,
    masterPid: wholeNumber(labels.master),
    workerPids: members.filter(({ role }) => role === 'worker').map(({ pid }) => pid),
    fds: counts.length === 0 ? null : counts.reduce((sum, fds) => sum + fds, 0),
    severity: worstSeverity(members.map(({ severity }) => severity)),
    upgrading: upgrading.has(id),
  };
}

/** What all series of one process have the same; an empty label is none to Prometheus. */
function processId({ pid, master = '', role }: Labels): string {
  return `${pid} ${role} ${master}`;
}

function instanceId({ app = '', unit = '', master = '' }: Labels): string | null {
  return app === '' && unit === '' && master === '' ? null : JSON.stringify([app, unit, master]);
}

/** Labels are whatever a host says, and end on a terminal: words that fdtop does not know are not passed on. */
function oneOf<Word extends string>(words: readonly Word[], text: string | undefined): Word | null {
  return words.find(word => word === text) ?? null;
}

function wholeNumber(text: string | undefined): number | null {
  return /^\d{1,10}$/.test(text ?? '') ? Number(text) : null;
}

function serviceOf({ app = '', unit = '' }: Labels): string {
  return printable(unit.replace(/\.service$/, '') || app, 60);
}

/** The command line stays on its host, it may hold secrets: this is what Gunicorn titles itself. */
function commandOf({ app = '', role }: Labels): string {
  return printable(`${role ?? 'other'} [${app}]`, 100);
}

function newest(series: Series | undefined): number | null {
  const value = series?.points.at(-1)?.value;
  return value === undefined || Number.isNaN(value) ? null : value;
}

function percent(fds: number | null, limit: number | null): number | null {
  return fds === null || limit === null ? null : Math.round((fds / Math.max(limit, 1)) * 1000) / 10;
}
