import { formatCount, formatDecimal, formatDuration, formatSeconds, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';

const LAST: Readonly<Record<string, string>> = { '1 min': 'último minuto', '1 h': 'última hora' };

export const pages: Words['pages'] = {
  roleOf: role => (role === 'other' ? 'proceso' : role),
  fds: count => `${formatCount(count)} fds`,
  state: severity =>
    ({ ok: 'bien', elevated: 'elevado', leaking: 'con fugas', critical: 'crítico', unknown: 'sin contar' })[severity],
  last: (title, range, isFitted) => `${title}, ${LAST[range] ?? `últimos ${range}`}${isFitted ? ', no desde 0' : ''}`,
  warn: 'aviso',
  leak: 'fuga',
  limit: 'límite',
  reading: 'leyendo …',
  events: 'eventos',
  noEvents: 'ninguno desde que arrancó fdtop',
  whatHappened: 'qué ha pasado',
  sinceStart: 'desde que arrancó fdtop',
  nothingYet: 'nada todavía',
};

export const details: Words['details'] = {
  openFiles: 'descriptores abiertos',
  limit: 'límite de descriptores',
  now: 'ahora',
  softAndHard: (soft, hard) => `blando ${formatCount(soft)}, duro ${formatCount(hard)}`,
  process: 'proceso',
  ended: 'ha terminado: esto fue lo último',
  used: (percent, limit) => `${percent} de ${formatCount(limit)}`,
  fullIn: seconds => `se llena en ${formatDuration(seconds)}`,
  up: seconds => `activo ${formatDuration(seconds)}`,
  cpu: percent => `${formatDecimal(percent, 1)}% cpu`,
  types: 'tipos',
  estimate: sampled => `estimación con ${formatCount(sampled)}`,
  moreTypes: count => `y ${formatCount(count)} más: t los muestra todos`,
  command: 'comando',
  directory: 'directorio',
  parent: 'padre',
  environment: 'entorno',
  noNames: 'vacío',
  names: names => `${names}   (solo nombres: los valores pueden ser secretos)`,
};

export const service: Words['service'] = {
  configured: 'configurado',
  asking: 'preguntando a su gestor …',
  notKnown: 'no se sabe',
  fromNextStart: (soft, hard) =>
    `blando ${formatCount(soft)}${hard === null ? '' : `, duro ${formatCount(hard)}`}, desde su próximo arranque`,
  unit: 'unidad',
  files: 'archivos',
  sets: 'define',
  isStale: 'sus archivos han cambiado en disco: con systemctl daemon-reload los lee',
  eachOfThem: 'cada uno',
  onOneScale: (bottom, top) => `en la misma escala, de ${formatCount(bottom)} a ${formatCount(top)}`,
  service: 'servicio',
  master: 'master',
  fdsInSum: count => `${formatCount(count)} fds en total`,
  isGone: 'ya no está',
  most: (pid, fds) => `el que más: ${pid}, con ${formatCount(fds)}`,
  together: count => (count === 1 ? 'su único proceso' : `los ${plural(count, 'proceso')} juntos`),
  masterGone: 'no está: nada reemplazará a un worker que termine',
};

export const types: Words['types'] = {
  heading: '  PARTE   CANTIDAD     CRECE  TIPO',
  endedMeanwhile: pid => `${pid} terminó mientras tanto: esto es lo leído hasta entonces`,
  exact: seconds => `exacto, leído en ${formatSeconds(seconds)}`,
  notComplete: 'incompleto',
  estimate: (sampled, bar) => `estimación con ${formatCount(sampled)}, leyendo todo: ${bar}Esc cancela`,
  readingWith: bar => `leyendo: ${bar}Esc cancela`,
  reading: 'leyendo',
  ofUser: user =>
    `En su lugar: todos los sockets del usuario ${user} en su espacio de red, también los de otros procesos.`,
};

export const reportPages: Words['reportPages'] = {
  diagnosis: { title: 'diagnóstico:', waiting: 'mirándolo dos segundos, para ver qué crece' },
  origin: {
    title: 'de dónde vienen los descriptores:',
    waiting: 'leyendo su heap de Python; el proceso no se detiene',
  },
};

export const chooser: Words['chooser'] = {
  title: 'columnas',
  order: 'las que se muestran, de izquierda a derecha',
  noRoom: columns => `no cabe en ${columns} columnas: `,
  lastOne: 'es la última columna: una tiene que quedar',
  forgotten: file => `${file} ya no guarda ninguna elección de columnas`,
  saved: (file, line) => `guardado en ${file}: ${line}`,
  noHome: 'este usuario no tiene home',
  unsafe: file => `${file} no se puede cambiar con seguridad`,
  notSaved: (why, key, line, file) =>
    `sin guardar: ${why}; ${line === null ? `quita ${key} de` : `escribe ${line} en`} ${file ?? 'un config.toml'} a mano`,
};

export const help: Words['help'] = {
  subtitle: 'el top de los descriptores de archivo',
  keys: 'Teclas',
  columns: 'Columnas',
  filters: 'Filtros',
  colours: 'Colores y marcas',
  under: warn => `menos de ${formatCount(warn)} fds (--warn)`,
  elevated: warn => `${formatCount(warn)} fds o más: conviene mirarlo`,
  leaking: leak => `${formatCount(leak)} fds o más (--leak): hay que reemplazarlo`,
  critical: 'al 90 % de su límite, o a menos de 10 minutos de él',
  unknown: 'sus fds no se pueden contar: ejecuta sudo fdtop',
  columnName: name => ` (--columns ${name})`,
  filterName: name => ` (en filtros: ${name})`,
};
