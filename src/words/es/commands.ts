import { formatCount, formatDuration, formatSeconds, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';
import { pages } from './pages.ts';

const grace = (seconds: number, source: string, after: string) => `${seconds} s para acabar (${source}), ${after}`;
const what = { restart: 'un reinicio', reload: 'una recarga' };
const verb = { restart: 'reiniciar', reload: 'recargar' };

/** Whose master ends. */
export const itsWorkers = (count: number) => (count === 1 ? 'su único worker' : `sus ${formatCount(count)} workers`);

export const commands: Words['commands'] = {
  warning: text => `AVISO: ${text}`,
  readOnly: command => `fdtop ${command} no hace nada: está en solo lectura, por --read-only o config.toml`,
  needsOverride: (danger, override) => `no se hizo nada: ${danger}; ${override} lo hace de todos modos`,
  nothingDone: 'no se hizo nada',
  typeYes: "Escribe 'sí' para hacerlo: ",
  yesNo: '[s/N] ',
  yesNoCheck: '[s/N, c comprueba antes que la aplicación carga] ',
  written: 'sí si yes',
  yes: 's sí si y yes',
  withSudo: '¿Ejecutarlo con sudo?',
  noSudo: 'no hay sudo en esta máquina',
  run: (text, command) => `${text}; ejecuta: ${command}`,
  runs: command => `ejecuta: ${command}`,

  noWorker: 'en esta máquina no corre ningún worker de un Gunicorn',
  noneCounted: 'no se pueden contar los fds de ningún worker, y no se sabe cuál es el peor',
  noGunicorn: 'en esta máquina no corre ningún Gunicorn',
  noProcess: word => `${word} no es un proceso de un Gunicorn; fdtop --once muestra los que hay`,
  isMaster: workers =>
    `es el master: el servicio se detendrá, y con él ${itsWorkers(workers)} (fdtop restart lo reinicia en su lugar)`,
  theDefault: 'por defecto',
  gunicornsDefault: 'por defecto en Gunicorn',
  process: (role, pid, fds, severity, age) =>
    `${pages.roleOf(role)} ${pid}: ${fds === null ? 'fds no legibles' : `${formatCount(fds)} fds`}, ${pages.state(severity)}, activo ${formatDuration(age)}`,
  of: (instance, user) => `de ${instance}, usuario ${user}`,
  sendsKill: 'envía KILL: termina en el acto, sus peticiones se cortan',
  thenKill: 'luego QUIT, y 5 s después KILL',
  noOther: 'sin más señales después',
  sends: (signal, seconds, after) =>
    `envía ${signal}: termina en el acto, sus peticiones se cortan; ${seconds} s para ello, ${after}`,
  sendsTerm: (isMaster, seconds, source, after) =>
    `envía TERM: ${isMaster ? 'sus workers tienen' : 'sus peticiones tienen'} ${grace(seconds, source, after)}`,
  notReplaced: 'que fdtop sepa, nada lo reemplaza',
  upgrading: 'hay un upgrade (USR2) en curso: corren dos masters',
  masterGone: 'su master ya no está: nada lo reemplazará',
  isOther: 'no es un Gunicorn: si viene otro, depende de él',
  startsNew: (master, role, isOnly) =>
    `el master ${master} arranca un ${role} nuevo${isOnly ? '; es el único: las peticiones esperan hasta que ese atienda' : ''}`,

  uncounted: (unknown, workers, title) =>
    `no se pueden contar los fds de ${unknown} de ${plural(workers, 'worker')} de ${title}`,
  noneOver: (workers, title, over) =>
    `${workers === 1 ? 'el único worker' : `ninguno de los ${formatCount(workers)} workers`} de ${title} ${workers === 1 ? 'no llega' : 'llega'} a ${formatCount(over)} fds`,
  someOf: (count, workers, title) => `${count} de ${plural(workers, 'worker')} de ${title}:`,
  worker: (pid, fds, severity) => `  ${pid}: ${formatCount(fds)} fds, ${pages.state(severity)}`,
  oneAtATime: 'de uno en uno, el siguiente solo cuando el nuevo atiende; se para al primer fallo',
  termToEach: (seconds, source, after) => `envía TERM: las peticiones tienen ${grace(seconds, source, after)}`,
  isOnly: 'es el único worker: las peticiones esperan hasta que el nuevo atienda',
  replaceOf: (count, name) => `¿Reemplazar ${plural(count, 'worker')} de ${name}?`,

  orphans: (who, does) => `no se puede ${verb[does]} ${who}: sus workers son huérfanos, termínalos con fdtop kill`,
  cannot: (who, does, why) => `no se puede ${verb[does]} ${who}: ${why}`,
  change: (does, title, workers, fds) =>
    `${does === 'restart' ? 'reinicia' : 'recarga'} ${title}: ${plural(workers, 'worker')}, ${formatCount(fds)} fds`,
  loads: seconds => `la aplicación en disco se carga bien (${formatSeconds(seconds)})`,
  notInDryRun: 'no se comprobó si la aplicación en disco se carga bien: un dry run no carga nada',
  notAsked: why => `no se comprobó si la aplicación en disco se carga bien: ${why} (c en la pregunta, o --preflight)`,
  notChecked: why => `no se comprobó si la aplicación en disco se carga bien: ${why}`,
  wouldHalt: (isConfig, words, does) =>
    `${isConfig ? 'la configuración en disco está rota' : 'la aplicación en disco no carga'}: ${words}; ${what[does]} detendría el servicio`,
  configBroken: words => `la configuración en disco no carga: ${words}`,
  configIdle: '  ningún worker nuevo la lee, pero una recarga o un reinicio fallaría',
  appBroken: words =>
    `la aplicación en disco no carga: ${words}; un worker nuevo fallaría, y detendría el servicio entero`,

  limitIs: (pids, n) => `nada que hacer: el límite blando de ${pids} ya es ${formatCount(n)}`,
  limitOf: title => `Límite blando de descriptores${title === null ? '' : ` (${title})`}:`,
  limitChange: (who, before, after, hard, fds) =>
    `${who}: ${formatCount(before)} → ${formatCount(after)}, ${hard === null ? 'con él sube el límite duro' : `límite duro ${formatCount(hard)}`}, ${formatCount(fds)} fds abiertos`,
  setTo: n => `¿Ponerlo en ${formatCount(n)}?`,

  write: file => `¿Escribir ${file}?`,
  takeAway: file => `¿Quitar ${file}?`,
  restartNow: unit => `¿Reiniciar ${unit} ahora? Puede cortar peticiones en curso.`,
  nothingStarts: title => `${title}: nada arranca sus workers de nuevo`,
  writes: file => `escribe ${file}, como haría patch -d / -p1 con esto`,
  takesAway: file => `quita ${file}, como haría patch -d / -p1 con esto`,
  offersThen: command => `después ofrece: ${command}`,
  isGone: file => `${file} ya no está`,
  isThere: file => `${file} está escrito`,
  noDropIn: 'ninguna unidad tiene un drop-in de fdtop',
  nameUnit: title => `${title}: indica su unidad`,
};
