import { formatCount, formatGrowth, formatPercent, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';

const over = (seconds: number | null) => (seconds === null ? '' : ` en los últimos ${seconds} s`);
const openFiles = (count: number) => plural(count, 'descriptor abierto', 'descriptores abiertos');

const are = (count: number) => (count === 1 ? 'es' : 'son');

export const evidence: Words['evidence'] = {
  socketsOf: user => `sockets del usuario ${user}`,
  openFiles: 'descriptores abiertos',
  are: (count, whose, percent, label, first, others) =>
    `${formatCount(count)} ${whose} (${percent}) ${are(count)} ${label}${first === null ? '' : ` × ${formatCount(first)}`}${others === 0 ? '' : `, y ${plural(others, 'grupo menor', 'grupos menores')}`}`,
  range: (lowest, highest) => (lowest === highest ? lowest : `entre ${lowest} y ${highest}`),
  siblings: (count, range) =>
    count === 1 ? `su otro worker tiene ${range}` : `sus otros ${plural(count, 'worker')} tienen ${range}`,
  grow: (perSecond, seconds) => `crecen a ${formatGrowth(perSecond)}${over(seconds)}`,
  flat: seconds => (seconds === null ? 'ahora no crecen' : `no han crecido${over(seconds)}`),
  listener: (peer, name, pid) => `detrás de ${peer} escucha ${name} (pid ${pid}) en esta máquina`,
  guess: user => `una suposición: son todos los sockets del usuario ${user}; los del proceso no se pueden leer`,
  notCounted: 'tampoco se sabe cuántos descriptores tiene abiertos',
  count: (fds, used, limit) =>
    `${openFiles(fds)}${limit === null ? '' : `, el ${formatPercent(used)} de su límite blando, ${formatCount(limit)}`}`,
  growth: (perSecond, seconds) =>
    `crecimiento ${formatGrowth(perSecond)}${seconds === null ? '' : ` durante ${seconds} s`}`,
  part: (count, percent, label) => `${formatCount(count)} (${percent}) ${are(count)} ${label}`,
};

export const fallbacks: Words['fallbacks'] = {
  permission: {
    reason: 'este usuario no puede leer sus descriptores',
    way: 'Ejecútalo como root: así ve qué son los descriptores, y quién los tiene.',
  },
  recording: {
    reason: 'una grabación guarda cuántos descriptores hay abiertos, no qué son',
    way: 'Pregunta al proceso vivo, mientras tiene fugas: fdtop diagnose --worst.',
  },
  gone: {
    reason: 'terminó antes de que se leyeran sus descriptores',
    way: 'Pregunta a su sucesor: fdtop diagnose --worst.',
  },
  tooMany: 'Tiene demasiados descriptores abiertos, pero no se sabe qué son',
  cannotTell: 'No se sabe qué son sus descriptores abiertos',
  healthy: 'Está sano: pocos descriptores, lejos del límite, sin crecer',
  nothingToDo: 'Nada que hacer. fdtop watch avisa si eso cambia.',
  unexplained: 'Conviene mirarlo, pero no se parece a ninguna causa conocida',
  lookAgain: pid => [
    'Míralo otra vez con carga: el crecimiento muestra cuál de ellos es la fuga.',
    `Míralos todos: fdtop types ${pid} --exact. Cada open() necesita su close():`,
    '  with open(path) as file: ...',
  ],
};
