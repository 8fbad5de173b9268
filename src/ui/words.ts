import { formatCount, formatDuration, formatGrowth, formatPercent, plural } from '../model/format.ts';
import type { Instance, ProcessSample } from '../model/snapshot.ts';

/** `gunicorn.service (rifa.wsgi), master 2117000`. */
export function instanceTitle({ unit, manager, name, masterPid }: Instance): string {
  const owner = unit === null ? '' : manager.startsWith('systemd') ? unit : `${manager} ${unit}`;
  const title = owner === '' ? name : `${owner} (${name})`;
  return masterPid === null ? `${title}, master gone` : `${title}, master ${masterPid}`;
}

/** What a heading means and what to do about it, in a sentence. */
export function describeInstance(instance: Instance): string {
  const { workerPids, fds } = instance;
  const open = fds === null ? 'whose fds may not be counted' : `${formatCount(fds)} fds`;
  return `${instanceTitle(instance)}: ${plural(workerPids.length, 'worker')}, ${open}. Enter shows them side by side.`;
}

/** What a row means and what to do about it, in a sentence. */
export function describeProcess(process: ProcessSample, leak: number, killKey = 'k'): string {
  const { fds, fdsUnknown, fdsAgeSeconds, host } = process;
  if (host !== undefined) {
    const age = fdsAgeSeconds < 2 ? '' : ` As of ${formatDuration(fdsAgeSeconds)} ago.`;
    return `${host}: ${meaningOf(process, leak, killKey)}${age}`;
  }
  if (fds === null && fdsUnknown === null) return `${process.pid} is not counted yet.`;
  const age =
    fdsAgeSeconds < 2
      ? ''
      : ` Counted ${formatDuration(fdsAgeSeconds)} ago: this kernel does not tell, they must be listed.`;
  return `${meaningOf(process, leak, killKey)}${age}`;
}

function meaningOf(process: ProcessSample, leak: number, killKey: string): string {
  const { pid, severity, fds, usedPercent, secondsToLimit, fdsPerSecond } = process;
  const growth = (fdsPerSecond ?? 0) > 0 ? `${formatGrowth(fdsPerSecond)}` : '';
  const end = secondsToLimit === null ? '' : `, full in ${formatDuration(secondsToLimit)}`;
  switch (severity) {
    case 'unknown':
      return `cannot count the fds of ${pid}: permission denied; run sudo fdtop.`;
    case 'critical':
      return (usedPercent ?? 0) >= 90
        ? `${pid} has used ${formatPercent(usedPercent)} of its limit${growth && `, ${growth}${end}`}: "Too many open files" is next. t shows what they are, ${killKey} replaces it.`
        : `${pid} ${(fds ?? 0) >= leak ? 'leaks' : 'grows'}: ${growth}${end}. t shows what they are, ${killKey} replaces it.`;
    case 'leaking':
      return growth
        ? `${pid} leaks: ${growth}${end}. t shows what they are, ${killKey} replaces it.`
        : `${pid} leaked: ${formatCount(fds)} fds, more than ${formatCount(leak)}. t shows what they are, ${killKey} replaces it.`;
    case 'elevated':
      return `${pid} holds ${formatCount(fds)} fds${growth && `, ${growth}${end}`}: worth a look. t shows what they are.`;
    case 'ok':
      return growth
        ? `${pid} is well: ${formatCount(fds)} fds, ${growth}${end}.`
        : `${pid} is well: ${formatCount(fds)} fds.`;
  }
}
