import type { ProcessFacts } from '../gunicorn/claim.ts';
import type { Family } from '../gunicorn/instances.ts';
import { rawOf } from '../model/foreign.ts';
import type { History } from '../model/history.ts';
import { printable } from '../model/printable.ts';
import { severityOf, type Thresholds, worstSeverity } from '../model/severity.ts';
import type { Instance, ProcessSample, Role } from '../model/snapshot.ts';
import { secondsToLimit, trendOf } from '../model/trend.ts';
import { TICKS_PER_SECOND } from '../proc/stat.ts';
import type { Owner } from '../service/owner.ts';
import type { FdCount } from './fd-counter.ts';
import type { SlowFacts } from './slow-facts.ts';

export interface RowParts {
  facts: ProcessFacts;
  role: Role;
  instance: string | null;
  count: FdCount;
  slow: SlowFacts;
  history: History;
  /** Seconds since boot; null in a tree that does not tell. */
  uptime: number | null;
}

/** The row of one process. CPU and memory come later, for those that are shown. */
export function processRow(parts: RowParts, thresholds: Thresholds): ProcessSample {
  const { facts, role, instance, count, slow, history, uptime } = parts;
  const { pid, ppid, startTime, argv, comm } = facts;
  const { fds, unknown, at } = count;
  const trend = trendOf(history);
  const soft = slow.limit?.soft ?? null;
  const usedPercent = fds === null || soft === null ? null : round((fds / Math.max(soft, 1)) * 100, 1);
  const left = secondsToLimit(fds, soft, trend);
  return {
    pid,
    startTime,
    ppid,
    role,
    instance,
    user: slow.user,
    command: printable(argv.length > 0 ? rawOf(argv).join(' ') : `[${comm.raw}]`, 300),
    fds,
    fdsUnknown: unknown,
    fdsAgeSeconds: Math.floor((performance.now() - at) / 1000),
    limitSoft: soft,
    limitHard: slow.limit?.hard ?? null,
    usedPercent,
    fdsPerSecond: trend.perSecond === null ? null : round(trend.perSecond, 3),
    secondsToLimit: left === null ? null : Math.floor(left),
    severity: severityOf({ fds, usedPercent, secondsToLimit: left }, thresholds),
    cpuPercent: null,
    rssBytes: null,
    ageSeconds: uptime === null ? null : Math.max(0, Math.floor(uptime - startTime / TICKS_PER_SECOND)),
  };
}

/** The instance that the rows of a family add up to. */
export function instanceRow(family: Family, members: readonly ProcessSample[], { manager, unit }: Owner): Instance {
  const counts = members.map(row => row.fds).filter(fds => fds !== null);
  const isMaster = (row: ProcessSample) => row.pid === family.master?.facts.pid;
  return {
    id: family.id,
    name: printable(family.name, 60),
    gunicorn: !family.members.every(({ claimed }) => claimed.claim.matched),
    manager,
    unit,
    masterPid: members.find(isMaster)?.pid ?? null,
    workerPids: members.filter(row => row.role === 'worker').map(row => row.pid),
    fds: counts.length === 0 ? null : counts.reduce((sum, fds) => sum + fds, 0),
    severity: worstSeverity(members.map(row => row.severity)),
    upgrading: family.upgrading,
  };
}

export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
