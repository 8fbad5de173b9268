import { formatCount, formatDuration, formatGrowth, formatPercent, formatSeconds, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';
import { spanishReason } from './origin-reasons.ts';
import { pages } from './pages.ts';

export const snapshotReport: Words['snapshotReport'] = {
  openFiles: (count, most) => `archivos abiertos ${formatCount(count)}${most === null ? '' : ` de ${most}`}`,
  instance: (title, workers, fds, severity, isUpgrading) =>
    `${title}: ${plural(workers, 'worker')}, ${formatCount(fds)} fds, ${pages.state(severity)}${isUpgrading ? ', upgrade en curso' : ''}`,
  denied: '?: fds que no se pueden contar, permiso denegado; ejecuta sudo fdtop --once',
};

/** Nouns of labels, with what `different` is beside them. */
const NOUNS: Readonly<Record<string, string>> = {
  ports: 'puertos distintos',
  hosts: 'hosts distintos',
  peers: 'destinos distintos',
  addresses: 'direcciones distintas',
  sockets: 'sockets distintos',
  directories: 'directorios distintos',
  files: 'archivos distintos',
  devices: 'dispositivos distintos',
  names: 'nombres distintos',
  kinds: 'clases distintas',
};

/** Labels that are a sentence of fdtop's own. */
const LABELS: Readonly<Record<string, string>> = {
  'socket in no table: never connected, or reset and not closed':
    'socket en ninguna tabla: nunca conectó, o se cortó y no se cerró',
  'socket: /proc/PID/net cannot be read': 'socket: /proc/PID/net no se puede leer',
  'socket, not named yet': 'socket, aún sin nombre',
  'path too long to read': 'ruta demasiado larga para leerla',
};

export const typesReport: Words['typesReport'] = {
  title: (pid, total, sampled) =>
    `${pid}: ${formatCount(total)} fds, ${sampled === null ? 'exacto' : `estimación con ${formatCount(sampled)} de ellos`}`,
  heading: ['PARTE', 'CANTIDAD', 'TIPO'],
  none: 'en esta máquina no corre ningún Gunicorn; fdtop types PID mira cualquier proceso',
  label: label =>
    label
      .replace(/ ← accepted on /, ' ← aceptado en ')
      .replace(/^((?:TCP6?|UDP)(?: [A-Z_0-9]+)?) on /, '$1 en ')
      .replace(/(\d[\d,]*)(\+?) different (\w+)/, (whole, count: string, more: string, noun: string) =>
        noun in NOUNS ? `${count.replaceAll(',', '.')}${more} ${NOUNS[noun]}` : whole,
      )
      .replace(/ unnamed temporary files \(deleted\)$/, ' archivos temporales sin nombre (borrados)')
      .replace(/ \(deleted\)$/, ' (borrado)')
      .replace(/ \(unnamed\)/, ' (sin nombre)')
      .replace(/^(\w+) namespace$/, 'espacio de nombres $1')
      .replace(/^(raw|packet|netlink) socket$/, 'socket $1')
      .replace(/^unreadable link \(/, 'enlace ilegible (')
      .replace(/^.+$/, whole => LABELS[whole] ?? whole),
};

export const typesErrors: Words['typesErrors'] = {
  permission: (pid, way) => `no se pueden leer los fds de ${pid}: permiso denegado; ${way}`,
  gone: pid => `no se pueden leer los fds de ${pid}: ha terminado; elige un proceso que corra`,
  reused: pid => `no se pueden leer los fds de ${pid}: ha terminado, y el pid es ahora de otro proceso; elige otra vez`,
  rootLacks: 'aquí root no tiene CAP_SYS_PTRACE: ejecuta fdtop en el host',
  sudo: command => `ejecuta ${command}`,
};

const whole = (seconds: number) => Math.max(1, Math.round(seconds));
const CONFIDENCE = { high: 'alta', medium: 'media', low: 'baja' };

export const diagnosis: Words['diagnosis'] = {
  doing: {
    types: 'mirando qué hay abierto',
    causes: 'buscando qué apunta a cada causa',
    origins: 'buscando de dónde viene',
  },
  who: (role, pid, of, masterPid, user) =>
    `${pages.roleOf(role)} ${pid}${of === null ? '' : ` de ${of}`}${masterPid === null ? '' : `, master ${masterPid}`}, usuario ${user}`,
  command: 'comando',
  openFiles: 'abiertos',
  growth: 'crece',
  timeLeft: 'queda',
  since: 'desde',
  others: 'otros',
  limit: 'límite',
  kernel: 'kernel',
  uncounted: '?, este usuario no puede contarlos',
  count: (fds, limit, used, severity) =>
    `${formatCount(fds)}${limit === null ? '' : ` de ${formatCount(limit)} (${formatPercent(used)})`}: ${pages.state(severity)}`,
  notKnown: 'no se sabe',
  growthOver: (perSecond, seconds) =>
    `${formatGrowth(perSecond)}${seconds === null ? '' : ` durante ${whole(seconds)} s`}`,
  noEnd: 'sin final a la vista',
  left: seconds => `${formatDuration(seconds)} a este ritmo`,
  ageUnknown: 'no se sabe cuánto lleva activo',
  up: seconds => `activo ${formatDuration(seconds)}`,
  begun: (up, seconds) => `${up}; a este ritmo, la fuga empezó hace ${formatDuration(seconds)}`,
  siblings: (count, lowest, highest) =>
    `${plural(count, 'worker')} más, con ${lowest === highest ? formatCount(lowest) : `${formatCount(lowest)} a ${formatCount(highest)}`} descriptores abiertos`,
  whatIsOpen: 'QUÉ HAY ABIERTO',
  ofUser: user => `todos los sockets TCP y UDP del usuario ${user}, que cualquiera puede ver`,
  allOfIt: sampled => `todo, ${sampled === null ? 'exacto' : `estimación con ${formatCount(sampled)}`}`,
  rest: (count, types) => `y ${formatCount(count)} de ${plural(types, 'tipo')} más`,
  verdict: (number, of) => (of === 1 ? 'VEREDICTO: ' : `VEREDICTO ${number} de ${of}: `),
  confidence: (title, confidence) => `${title} (confianza: ${CONFIDENCE[confidence]})`,
  whereFrom: 'DE DÓNDE VIENE',
  whatNow: 'QUÉ HACER AHORA',
  forGood: 'CURA DEFINITIVA',
  system: 'EL SISTEMA',
  noLimit: 'sin límite',
  ofFileMax: (open, most) => `${formatCount(open)} de ${most} (fs.file-max)`,
  configured: (unit, by, limit, live) =>
    `${unit} (${by}) está configurado con ${formatCount(limit)}; ahora tiene ${formatCount(live)}`,
  live: (live, isGunicorn) =>
    `ahora ${formatCount(live)}; ${isGunicorn ? 'no se sabe con cuánto está configurado su gestor' : 'no es de ningún Gunicorn'}`,
  waits: ': un reinicio le da el configurado',
  endedMeanwhile: 'Terminó mientras se miraba: esto es lo visto hasta entonces.',
  endedWhileRead: 'Terminó mientras se leían sus descriptores: no están todos.',
  notLooked: {
    recording: 'sin mirar: es una grabación',
    healthy: 'sin mirar: no hay fugas',
    otherTree: 'sin mirar: no es un /proc vivo',
    ended: 'sin mirar: ha terminado',
    denied: 'sin mirar: solo root puede leer su memoria',
  },
  notFound: why => `sin encontrar: ${why}`,
  onThisMachine: 'en esta máquina',
  inRecording: time => `en esta grabación, a fecha ${time}`,
  noGunicorn: where => `no corre ningún Gunicorn ${where}; fdtop diagnose PID mira cualquier proceso`,
  noProcess: (pid, where) =>
    `no corre ningún proceso ${pid} ${where}: ha terminado, o nunca existió; fdtop --once muestra los que hay`,
  denied: (pid, way) => `este usuario no puede leer los descriptores de ${pid}; ${way}`,
};

export const steps: Words['steps'] = {
  sudo: 'muestra qué son los descriptores, y quién los tiene',
  nothing: 'nada',
  isWell: 'está bien',
  restart: 'un master nuevo: se va lo que un worker matado volvería a recibir del viejo',
  kill: 'reemplaza este worker, y comprueba que su sucesor atiende; los demás siguen',
  recycle: 'reemplaza todos los workers que tienen tantos, de uno en uno',
  limit: 'sube el límite en caliente: da tiempo, no cura',
  types: 'todo lo que hay abierto, cuando tenga carga',
  stopgap: 'Hasta que se cure el código, que Gunicorn reemplace los workers a tiempo:',
};

const came = (count: number) => (count === 1 ? 'llegó' : 'llegaron');

export const origins: Words['origins'] = {
  title: (pid, seconds, version) =>
    `${pid}: solo lectura, sin pausar el worker, ${formatSeconds(seconds)}${version === null ? '' : `, CPython ${version}`}`,
  note: note => `nota: ${note}`,
  fromHeap: 'leído del heap:',
  noFds: 'no se vio ningún fd',
  notRead: 'nada: no se leyó',
  where: (count, label) => `de dónde vienen ${formatCount(count)} × ${label}`,
  candidates: 'candidatas, solo por el código:',
  candidate: 'candidata',
  nothingFound: 'no se encontró nada',
  entries: (type, length) => `${type}, ${plural(length, 'entrada')}`,
  long: (holder, type, length) => `${holder} (${type}, ${plural(length, 'entrada')})`,
  marks: {
    heldBy: 'dueño     ',
    opened: 'se abre   ',
    stored: 'se guarda ',
    why: 'por qué   ',
    stack: 'pila      ',
    in: 'en        ',
  },
  sampled: (confidence, sampled, of) => `confianza ${CONFIDENCE[confidence]}, muestra ${sampled}/${of}`,
  heldBy: (percent, holder, confidence) => `${percent}%, dueño: ${holder} (confianza: ${CONFIDENCE[confidence]})`,
  openedAt: 'se abre en ',
  storedAt: 'se guarda en ',
  seenByHook: (told, open) => `visto por el hook: ${formatCount(told)} de ${formatCount(open)} abiertos`,
  lost: count => `; ${formatCount(count)} más ${came(count)} cuando ya vigilaba todo lo que puede`,
  hookSince: (begun, requests) => `, desde ${begun}, ${plural(requests, 'petición', 'peticiones')}`,
  hookLost: count => `nota: ${formatCount(count)} más ${came(count)} cuando el hook ya vigilaba todo lo que puede`,
  morePlaces: count => `${plural(count, 'sitio')} más con menos: ${count === 1 ? 'está' : 'están'} en --json`,
  routes: 'rutas:  ',
  route: 'ruta ',
  kinds: (count, kind) => plural(count, { socket: 'socket', file: 'archivo', pipe: 'tubería' }[kind]),
  openedIn: (percent, what, where, route) =>
    `${percent}% ${what}, se abren en ${where}${route === null ? '' : `, sobre todo en ${route}`}`,
  shared: 'otros sitios también abren esa ruta',
  gained: (route, count, requests) =>
    `${route} ganó ${formatCount(count)} en ${plural(requests, 'petición', 'peticiones')}`,
  hasOpen: (route, count) => `${route} tiene ${formatCount(count)} abiertos`,
  heapNotRead: 'su heap no se leyó',
  told: spanishReason,
};

export const originErrors: Words['originErrors'] = {
  permission: pid => `no se puede leer la memoria de ${pid}: permiso denegado`,
  gone: pid => `no se puede leer la memoria de ${pid}: ha terminado; elige un proceso que corra`,
  reused: pid =>
    `no se puede leer la memoria de ${pid}: ha terminado, y el pid es ahora de otro proceso; elige otra vez`,
  'no-python': pid =>
    `${pid} no ejecuta CPython: fdtop solo sabe de dónde vienen los fds en Python; fdtop types ${pid} dice qué son`,
  'no-answer': pid =>
    `no se puede leer la memoria de ${pid}: sus archivos, o su memoria, no responden: ¿un montaje muerto? fdtop types ${pid} dice qué son sus fds`,
  unsupported: (pid, why) => `el heap de Python de ${pid} no se puede leer: ${spanishReason(why)}`,
};
