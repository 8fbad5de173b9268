import { formatCount, formatDuration, formatGrowth, formatPercent, plural } from '../model/format.ts';
import { type ProcessSample, serviceAndApp } from '../model/snapshot.ts';
import type { ResolvedReason } from './event.ts';
import type { Limits, ProcessLevel } from './levels.ts';
import type { Tracked, TrackedInstance } from './state.ts';

/** What people read: one sentence for each thing that happens. */

/** `worker 4711 of shop leaks: 12,345 open files, 19% of 65,536, +312/s, full in 2 min (over 10,000)`. */
export function alertText(level: ProcessLevel, process: ProcessSample, instance: TrackedInstance, limits: Limits) {
  const { fds, limitSoft, usedPercent, fdsPerSecond, secondsToLimit } = process;
  const facts = [
    plural(fds ?? 0, 'open file'),
    ...(usedPercent === null || limitSoft === null
      ? []
      : [`${formatPercent(usedPercent)} of ${formatCount(limitSoft)}`]),
    ...((fdsPerSecond ?? 0) > 0 ? [formatGrowth(fdsPerSecond)] : []),
    ...(secondsToLimit === null || level === 'forecast' ? [] : [`full in ${formatDuration(secondsToLimit)}`]),
  ].join(', ');
  const what: Record<ProcessLevel, string> = {
    warn: `is worth a look: ${facts} (${formatCount(limits.warn)} or more)`,
    leak: `leaks: ${facts} (${formatCount(limits.leak)} or more)`,
    critical: `is about to fail with "Too many open files": ${facts}`,
    forecast: `is full in ${formatDuration(secondsToLimit)}: ${facts}`,
  };
  return `${titleOf(process, instance)} ${what[level]}`;
}

export function resolvedText(
  level: ProcessLevel,
  process: Tracked,
  instance: TrackedInstance | undefined,
  reason: ResolvedReason,
): string {
  const title = titleOf(process, instance);
  const last = process.fds === null ? '' : `, it had ${plural(process.fds, 'open file')}`;
  if (reason === 'ended') return `${title} has ended${last}`;
  if (reason === 'rebooted') return `${title} is gone: the machine was started anew${last}`;
  const now = process.fds === null ? '' : `: ${plural(process.fds, 'open file')}`;
  const what: Record<ProcessLevel, string> = {
    warn: 'is well again',
    leak: 'is under the leak threshold again',
    critical: 'is no longer at its limit',
    forecast: 'no longer heads for its limit',
  };
  return `${title} ${what[level]}${now}`;
}

export function uncountedText(count: number, total: number, instance: TrackedInstance, privileged: boolean): string {
  const remedy = privileged ? 'permission denied, though fdtop is root' : 'permission denied, run fdtop watch as root';
  return `cannot count the open files of ${count} of ${plural(total, 'process', 'processes')} of ${serviceAndApp(instance)}: ${remedy}`;
}

export function countedText(instance: TrackedInstance): string {
  return `all processes of ${serviceAndApp(instance)} can be counted again`;
}

export function foundText(instance: TrackedInstance, workers: number): string {
  const master = instance.masterPid === null ? 'whose master is gone' : `master ${instance.masterPid}`;
  return `watching ${serviceAndApp(instance)}, ${master}, ${plural(workers, 'worker')}`;
}

export function goneText(instance: TrackedInstance): string {
  const master = instance.masterPid === null ? '' : `, master ${instance.masterPid},`;
  return `${serviceAndApp(instance)}${master} is gone`;
}

export function replacedText(old: { pid: number; fds: number | null }, next: number | null, instance: TrackedInstance) {
  const had = old.fds === null ? '' : ` with ${plural(old.fds, 'open file')}`;
  const successor = next === null ? 'nothing has come in its place' : `${next} came in its place`;
  return `worker ${old.pid} of ${serviceAndApp(instance)} is gone${had}; ${successor}`;
}

function titleOf({ role, pid }: Pick<Tracked, 'role' | 'pid'>, instance: TrackedInstance | undefined): string {
  return instance ? `${role} ${pid} of ${serviceAndApp(instance)}` : `${role} ${pid}`;
}
