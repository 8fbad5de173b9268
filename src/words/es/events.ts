import { formatCount, formatDuration, formatGrowth, formatPercent, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';
import { pages } from './pages.ts';

const fds = (count: number) => plural(count, 'fd');
const master = (pid: number | null) => (pid === null ? ', sin master' : `, master ${pid}`);

export const events: Words['events'] = {
  instance: (title, host) => (title === null ? 'una instancia' : host === undefined ? title : `${title} en ${host}`),
  instanceGone: (name, masterPid) => `${name} se ha ido${master(masterPid)}`,
  instanceCame: (name, masterPid, workers, isFirstLook) =>
    `${isFirstLook ? 'se vigila' : 'ha llegado'} ${name}${master(masterPid)}, ${plural(workers, 'worker')}`,
  workerGone: (pid, name, count) =>
    `el worker ${pid} de ${name} se ha ido${count === null ? '' : `: tenía ${fds(count)}`}`,
  workerCame: (pid, name) => `ha llegado el worker ${pid} de ${name}`,
  replaced: (pid, name, old, count) =>
    `el worker ${pid} de ${name} ha reemplazado a ${old}${count === null ? '' : `, que tenía ${fds(count)}`}`,
  processName: (role, pid, instance, host) => {
    const who = `${pages.roleOf(role)} ${pid}`;
    if (instance !== null) return `${who} de ${instance}`;
    return host === undefined ? who : `${who} en ${host}`;
  },
  worse: (who, { severity, fds: count, usedPercent, fdsPerSecond, secondsToLimit }) => {
    const what = { elevated: 'merece atención', leaking: 'tiene fugas', critical: 'está crítico' }[severity as string];
    const facts = [
      fds(count ?? 0),
      ...(usedPercent === null || severity === 'elevated' ? [] : [`${formatPercent(usedPercent)} de su límite`]),
      ...((fdsPerSecond ?? 0) > 0 ? [formatGrowth(fdsPerSecond)] : []),
      ...(secondsToLimit === null ? [] : [`se llena en ${formatDuration(secondsToLimit)}`]),
    ];
    return `${who} ${what}: ${facts.join(', ')}`;
  },
  better: (who, severity, count) =>
    `${who} ${severity === 'ok' ? 'está bien otra vez' : `ya solo está ${pages.state(severity)}`}: ${formatCount(count)} fds`,
};
