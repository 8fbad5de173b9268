import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatGrowth,
  formatPercent,
  plural,
} from '../../model/format.ts';
import type { Words } from '../words.ts';

export const screen: Words['screen'] = {
  tooSmall: (least, size) => `fdtop: mínimo ${least}, no ${size}`,
  reading: 'leyendo /proc',
  paused: 'EN PAUSA',
  readOnly: 'solo lectura',
  notRoot: 'sin root',
  ownCost: (cpuPercent, rssBytes, tickMs) =>
    `fdtop: ${cpuPercent === null ? '-' : formatDecimal(cpuPercent, 1)}% cpu, ${formatBytes(rssBytes)}${tickMs === null ? '' : `, ${String(tickMs).replace('.', ',')} ms por ciclo`}`,
  answeredIn: ms => `respondió en ${ms} ms`,
  warnAt: count => `aviso ${formatCount(count)}`,
  leakAt: count => `fuga ${formatCount(count)}`,
  trouble: (count, severity) => {
    const one = { critical: 'crítico', leaking: 'con fugas', elevated: 'elevado', ok: 'bien', unknown: 'sin contar' };
    const isCounted = severity === 'critical' || severity === 'elevated';
    return `${count} ${one[severity]}${isCounted && count !== 1 ? 's' : ''}`;
  },
  nothingToWatch: 'nada que vigilar',
  allWell: 'todo bien',
  openFiles: 'abiertos',
  ofMost: (most, percent) => ` de ${most} (${formatPercent(percent)})`,
  workers: count => plural(count, 'worker'),
  instances: count => plural(count, 'instancia'),
  filterIsOn: filter => `filtro: ${filter} (Esc lo quita)`,

  replay: 'REPLAY',
  end: 'FIN',
  gap: 'HUECO',
  span: moments => `de ${moments}`,
  recorded: (first, last) => (last === null ? `grabado el ${first}` : `grabado del ${first} al ${last}`),
  fleet: hosts => `FLOTA ${plural(hosts, 'host')}`,
  down: count => `${plural(count, 'caído')}`,
  crashed: why => `fdtop se detuvo por un error propio, infórmanos de él, por favor: ${why}`,
  dataAge: seconds => `datos de hace ≤ ${formatDuration(seconds)}`,
};

export const table: Words['table'] = {
  otherProcesses: 'otros procesos',
  fds: count => `${formatCount(count)} fds`,
  masterGone: 'sin master',
  master: pid => `master ${pid}`,
  upgrade: 'upgrade en curso',
  noRow: filter => `Ninguna fila coincide con ${JSON.stringify(filter)}.`,
  noProcess: 'Aquí no se ve ningún proceso.',
  noGunicorn: 'En esta máquina no corre ningún Gunicorn.',
  noGunicornAnywhere: 'En ningún host corre un Gunicorn.',
  showAllRows: 'muestra todas las filas',
  watchDemo: 'mira un servicio de demostración con fugas, aquí y ahora',
  showAllProcesses: 'muestra todos los procesos',
  quit: 'sale',
  startingDemo: 'arrancando el servicio de demostración',
  noProcessHere: 'selecciona el proceso: esto es una instancia',
  pasted: 'lo pegado no se toma como teclas; / abre el filtro, que sí lo toma',
  noFurtherAlert: 'no hay más alertas hasta el final de la grabación',
  goneOrHidden: name => `${name} ya no está, o lo oculta el filtro`,
};

export const meaning: Words['meaning'] = {
  instanceTitle: (title, masterPid) => (masterPid === null ? `${title}, sin master` : `${title}, master ${masterPid}`),
  instance: (title, workers, fds) =>
    `${title}: ${plural(workers, 'worker')}, ${fds === null ? 'cuyos fds no se pueden contar' : `${formatCount(fds)} fds`}. Intro los muestra uno junto a otro.`,
  asOf: seconds => ` Datos de hace ${formatDuration(seconds)}.`,
  countedAgo: seconds => ` Contados hace ${formatDuration(seconds)}: este kernel no da la cuenta, hay que listarlos.`,
  notCounted: pid => `${pid} aún no está contado.`,
  process: (process, leak, killKey) => {
    const { pid, severity, fds, usedPercent, secondsToLimit, fdsPerSecond } = process;
    const growth = (fdsPerSecond ?? 0) > 0 ? formatGrowth(fdsPerSecond) : '';
    const end = secondsToLimit === null ? '' : `, se llena en ${formatDuration(secondsToLimit)}`;
    const keys = `t muestra qué son${killKey === null ? '' : `, ${killKey} lo reemplaza`}.`;
    switch (severity) {
      case 'unknown':
        return `no se pueden contar los fds de ${pid}: permiso denegado; ejecuta sudo fdtop.`;
      case 'critical':
        return (usedPercent ?? 0) >= 90
          ? `${pid} usa el ${formatPercent(usedPercent)} de su límite${growth && `, ${growth}${end}`}: lo siguiente es "Too many open files". ${keys}`
          : `${pid} ${(fds ?? 0) >= leak ? 'tiene fugas' : 'crece'}: ${growth}${end}. ${keys}`;
      case 'leaking':
        return growth
          ? `${pid} tiene fugas: ${growth}${end}. ${keys}`
          : `${pid} ha tenido fugas: ${formatCount(fds)} fds, más de ${formatCount(leak)}. ${keys}`;
      case 'elevated':
        return `${pid} tiene ${formatCount(fds)} fds${growth && `, ${growth}${end}`}: conviene mirarlo. t muestra qué son.`;
      case 'ok':
        return growth
          ? `${pid} está bien: ${formatCount(fds)} fds, ${growth}${end}.`
          : `${pid} está bien: ${formatCount(fds)} fds.`;
    }
  },
};

export const looks: Words['looks'] = {
  outOfFds:
    'el propio fdtop tiene demasiados archivos abiertos: parte de esto es lo último que se vio. Sube su límite (ulimit -n).',
  hasEnded: pid => `${pid} ha terminado: ya no se sabe qué era`,
  titled: 'no se sabe: su título lo tapa (setproctitle; SPT_NOENV=1 lo conserva)',
  noMoreFiles: 'no se sabe: el propio fdtop no puede abrir más archivos',
  notKnown: 'no se sabe',
  denied: isRoot => `permiso denegado${isRoot ? ', aunque fdtop es root' : '; ejecuta sudo fdtop'}`,
  endOfRecording: gaps => `es el final de la grabación${gaps.map(gap => `; después: ${gap}`).join('')}`,
  beforeThis: gap => `antes de esto: ${gap}`,
  brokenLine: 'una línea de la grabación está cortada o rota',
  cannotLook: why => `no se pueden mirar los procesos: ${why}`,
  demo: (program, master, workers, port) =>
    `${program ?? 'servicio de demostración'}: master ${master} con ${workers} workers, uno tiene fugas hacia 127.0.0.1:${port}`,
};
