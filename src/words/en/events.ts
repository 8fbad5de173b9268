import { formatCount, formatDuration, formatGrowth, formatPercent, plural } from '../../model/format.ts';
import type { ProcessSample, Role, Severity } from '../../model/snapshot.ts';

const fds = (count: number) => plural(count, 'fd');
const master = (pid: number | null) => (pid === null ? ', without a master' : `, master ${pid}`);

/** The log of the session. `name` is an instance's, as `instance` tells it. */
export const events = () => ({
  instance: (title: string | null, host: string | undefined) =>
    title === null ? 'an instance' : host === undefined ? title : `${title} on ${host}`,
  instanceGone: (name: string, masterPid: number | null) => `${name} is gone${master(masterPid)}`,
  instanceCame: (name: string, masterPid: number | null, workers: number, isFirstLook: boolean) =>
    `${name} ${isFirstLook ? 'is watched' : 'has come'}${master(masterPid)}, ${plural(workers, 'worker')}`,
  workerGone: (pid: number, name: string, count: number | null) =>
    `worker ${pid} of ${name} is gone${count === null ? '' : `: it had ${fds(count)}`}`,
  workerCame: (pid: number, name: string) => `worker ${pid} of ${name} has come`,
  replaced: (pid: number, name: string, old: number, count: number | null) =>
    `worker ${pid} of ${name} replaced ${old}${count === null ? '' : `, which had ${fds(count)}`}`,
  processName: (role: Role, pid: number, instance: string | null, host: string | undefined) => {
    const who = `${role === 'other' ? 'process' : role} ${pid}`;
    if (instance !== null) return `${who} of ${instance}`;
    return host === undefined ? who : `${who} on ${host}`;
  },
  worse: (who: string, process: ProcessSample) => {
    const { severity, fds: count, usedPercent, fdsPerSecond, secondsToLimit } = process;
    const what = { elevated: 'is worth a look', leaking: 'leaks', critical: 'is critical' }[severity as string];
    const facts = [
      fds(count ?? 0),
      ...(usedPercent === null || severity === 'elevated' ? [] : [`${formatPercent(usedPercent)} of its limit`]),
      ...((fdsPerSecond ?? 0) > 0 ? [formatGrowth(fdsPerSecond)] : []),
      ...(secondsToLimit === null ? [] : [`full in ${formatDuration(secondsToLimit)}`]),
    ];
    return `${who} ${what}: ${facts.join(', ')}`;
  },
  better: (who: string, severity: Severity, count: number | null) =>
    `${who} ${severity === 'ok' ? 'is well again' : `is ${severity} only`}: ${formatCount(count)} fds`,
});
