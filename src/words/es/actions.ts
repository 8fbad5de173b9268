import { formatCount, formatSeconds, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';
import { pages } from './pages.ts';

export const signals: Words['signals'] = {
  interrupted: pid => `interrumpido; no se envió nada a ${pid}`,
  notSent: signal => `${signal} no se envió`,
  sent: (signals, refusal) => `se envió ${signals}; ${refusal}`,
  inTurn: signals => signals.join(', luego '),
  waiting: (signals, pid) => `se envió ${signals} a ${pid}; esperando a que termine`,
  closing: left => `cerrando sus fds${left ? `, ${left === 1 ? 'queda' : 'quedan'} ${formatCount(left)}` : ''}`,
  ending: 'aún terminando',
  progress: (signals, pid, doing, after, of) => `se envió ${signals} a ${pid}; ${doing} tras ${after} s de ${of} s`,
  alive: (pid, seconds, signals) => `${pid} sigue vivo ${formatSeconds(seconds)} después de ${signals}`,
  sleeps: 'duerme en el kernel (estado D) y termina cuando responda su disco o su red',
  pending: 'KILL está pendiente',
  stopped: 'está detenido; SIGCONT lo deja seguir, KILL lo termina',
  busy: 'puede estar ocupado con una petición; QUIT la corta, KILL lo termina en todo caso',
  noAbort: (role, pid) => `ABRT es para workers, no para el ${role} ${pid}: TERM lo termina`,
  nothingSent: 'no se envió nada',
  isGone: (pid, unsent) => `${pid} ya no está; ${unsent}`,
  isAnother: (pid, unsent) => `el pid ${pid} es ahora de otro proceso; ${unsent}`,
  hasMoved: (pid, now, before, unsent) =>
    `el padre de ${pid} es ahora ${now}, y era ${before}; ${unsent}, míralo otra vez`,
  denied: (pid, remedy) =>
    `no se puede enviar la señal a ${pid}: permiso denegado, corre con otro usuario; ejecuta: ${remedy}`,
  cannot: (pid, why) => `no se puede enviar la señal a ${pid}: ${why}`,
  noPidfd: (pid, why) =>
    `sin pidfd para ${pid} (${why}): se identifica por su pid y su hora de inicio justo antes de cada paso`,
  loads: pid =>
    `${pid} aún carga la aplicación: una señal ahora podría parar el servicio; espera a que atienda (solo KILL es seguro)`,
};

export const kills: Words['kills'] = {
  refused: why => `${why}; no se envió nada`,
  gone: (pid, seconds, signals) =>
    `${pid} se fue tras ${formatSeconds(seconds)}${signals === null ? '' : ` (hicieron falta ${signals})`}`,
  noMaster: gone => `${gone}; su master ya no estaba, nada lo reemplaza`,
  waiting: gone => `${gone}; esperando a su sustituto`,
  masterGone: gone => `${gone}; era el master: sus workers también se fueron`,
  workersLeft: (gone, count, pids) =>
    `${gone}; era el master: ${count === 1 ? 'aún corre 1 worker suyo' : `aún corren ${formatCount(count)} workers suyos`} (${pids})`,
  looking: (gone, pid) => `${gone}; el sustituto ${pid} ya atiende; comprobando si aguanta`,
  masterGoneToo: (gone, master) => `${gone}; su master ${master} tampoco está: el servicio está caído`,
  masterEnded: (gone, master) => `${gone}; después terminó su master ${master}: el servicio está caído, mira su log`,
  loading: (gone, pid) => `${gone}; el sustituto ${pid} carga la aplicación`,
  noServe: (gone, pid, seconds, master) =>
    `${gone}; el sustituto ${pid} aún no atiende tras ${seconds} s: mira el log del master ${master}`,
  noneServes: (gone, count, master) =>
    `${gone}; ${count === 1 ? 'llegó 1 sustituto, y no atiende' : `llegaron ${formatCount(count)} sustitutos, y ninguno atiende`}: la aplicación no carga, mira el log del master ${master}`,
  endedAgain: (gone, pid, after, master) =>
    `${gone}; el sustituto ${pid} atendía, pero terminó ${after} después: mira el log del master ${master}`,
  replaced: (gone, replacement, after) => `${gone}; el sustituto ${replacement}, tras ${after}`,
  masterStopped: (gone, master) =>
    `${gone}; no llega ningún sustituto: el master ${master} está detenido (SIGCONT lo deja seguir)`,
  noneCame: (gone, seconds, master) =>
    `${gone}; no llegó ningún sustituto en ${seconds} s: mira el log del master ${master}`,
  up: (pid, isGuessed, fds) =>
    `${pid} ${isGuessed ? 'corre; no se puede ver si atiende, ejecuta sudo fdtop' : 'atiende'}${fds === null ? '' : ` con ${formatCount(fds)} fds`}`,
  notDoneYet: 'aún no se hizo nada',
  lastSeen: (why, latest) => `${why}; lo último que se vio: ${latest}`,
  interrupted: latest => `interrumpido, sin deshacer: ${latest}`,
  notLogged: (text, why) => `${text} (sin anotar: ${why})`,
  theLog: 'el log',
  masterGoneMeanwhile: 'su master se ha ido mientras tanto; no se hizo nada',
};

export const recycling: Words['recycling'] = {
  noGunicorn: name => `${name} no es un Gunicorn: no se sabe si reemplaza a un worker que termina`,
  masterGone: name => `el master de ${name} ya no está: nada reemplazaría a sus workers`,
  upgrading: name => `hay un upgrade (USR2) de ${name} en curso, corren dos masters: termínalo antes, o vuelve atrás`,
  nothingDone: why => `${why}; no se hizo nada`,
  count: (replaced, of) => `reemplazados: ${replaced} de ${of}`,
  interrupted: (count, left) => `${count}; interrumpido; sin tocar: ${left}`,
  untouched: left => `; sin tocar: ${left}`,
  lostMaster: (count, master, left) => `${count}; el master ${master} ya no está; sin tocar: ${left}`,
  stopped: (count, pid, text) => `${count}; parado en ${pid}: ${text}`,
  done: count =>
    count === 1
      ? '1 worker reemplazado; su sucesor atiende'
      : `${formatCount(count)} workers reemplazados, de uno en uno; cada sucesor atiende`,
};

const does = { restart: 'el reinicio', reload: 'la recarga' };
const oldWorkers = (count: number) => plural(count, 'worker viejo', 'workers viejos');
const newWorkers = (count: number) => plural(count, 'worker nuevo', 'workers nuevos');

export const restarts: Words['restarts'] = {
  upgrade:
    'hay un upgrade (USR2) en curso: corren dos masters, y solo se llegaría a uno; termínalo antes (QUIT al master viejo lo completa, QUIT al nuevo lo deshace)',
  stopAndStart: 'páralo y arráncalo otra vez como se arrancó',
  restartInstead: 'reinícialo en su lugar (fdtop restart)',
  seeManual: 'mira su manual',
  noHup: out => `no es un Gunicorn, y no se sabe qué hace con HUP; ${out}`,
  saysRestart:
    'El master y todos los workers terminan, y arrancan de nuevo con la aplicación y la configuración en disco.',
  others: (unit, masters) => `${unit} lleva otros, que también se reinician: master ${masters}.`,
  limitChanges: (now, then) =>
    `Cambia el límite blando de descriptores: ahora ${formatCount(now)}, después ${formatCount(then)}.`,
  saysReload:
    'Arrancan workers nuevos con la aplicación en disco; los viejos acaban sus peticiones (graceful_timeout), y se van.',
  noRefusal: 'No se rechaza ninguna conexión: el master y sus sockets se quedan.',
  keepsLimit: limit => `El master conserva su límite de ${formatCount(limit)} descriptores, y sus workers lo heredan.`,
  takesRestart: limit => `El límite configurado, ${formatCount(limit)}, necesita un reinicio.`,
  notRestarted: (master, unit) => `el master ${master} ya no está; ${unit} no se reinició, míralo otra vez`,
  notReloaded: (master, unit) => `el master ${master} ya no está; ${unit} no se recargó, míralo otra vez`,
  runs: command => `ejecutando ${command}`,
  butNot: (unit, why, state) => `${unit} se reinició, pero ${why}; ${state}`,
  restarted: (unit, seconds, result) => `${unit} reiniciado en ${seconds}: ${result}`,
  noMain: 'su proceso principal no se queda en marcha',
  mainUp: pid => `el proceso principal ${pid} está en marcha`,
  waiting: unit => `${unit} reiniciado; esperando a sus workers`,
  up: (master, up, of) =>
    `master ${master}, ${up === of ? plural(up, 'worker') : `${up} de ${plural(of, 'worker')}`} en marcha`,
  limitChange: (before, after) => `; límite ${formatCount(before)} -> ${formatCount(after)}`,
  leftOver: (count, pids) => `; aún ${count === 1 ? 'queda' : 'quedan'} ${oldWorkers(count)} (${pids})`,
  hupSent: master => `HUP enviado al master ${master}`,
  commandDone: command => `${command}: hecho`,
  counts: (up, fresh, left, old) =>
    `${up} de ${newWorkers(fresh)} en marcha, ${left === 1 ? 'queda' : 'quedan'} ${left} de ${old} viejos`,
  reloaded: (master, seconds, workers, pids) =>
    `master ${master} recargado en ${seconds}: ${newWorkers(workers)} en marcha (${pids})`,
  hupWaiting: master => `HUP enviado al master ${master}; esperando workers nuevos`,
  endedAfterHup: master => `el master ${master} terminó tras HUP`,
  isDown: ended => `${ended}: el servicio está caído, mira su log`,
  comesBack: (ended, unit) => `${ended}; comprobando si ${unit} vuelve`,
  downBecause: why => `el servicio está caído (${why})`,
  startedAnew: (master, workers) => `arrancó de nuevo: master ${master}, ${plural(workers, 'worker')} en marcha`,
  seeLog: 'mira su log',
  noNewWorker: (master, seconds, see) =>
    `el master ${master} recibió HUP, pero no arrancó ningún worker nuevo en ${seconds} s: ${see}`,
  notAllServe: (master, seconds, see) =>
    `master ${master} recargado, pero no todos los workers nuevos atienden tras ${seconds} s: ${see}`,
  stillFinish: (master, count, pids) =>
    `master ${master} recargado, pero ${count === 1 ? 'aún acaba' : 'aún acaban'} peticiones ${oldWorkers(count)} (${pids}): k los reemplaza`,
  serving: (unit, master, up, workers) => `${unit}: master ${master}, ${up} de ${plural(workers, 'worker')} en marcha`,
  noneServes: 'ningún worker suyo atiende',
  noneServesAfter: seconds => `ningún worker suyo atiende tras ${seconds} s`,
  cameAndWent: (masters, manager) =>
    `ningún worker suyo atiende: han llegado y se han ido ${masters} masters, y ${manager} lo sigue arrancando`,
  failed: (what, unit, why) => `${does[what]} de ${unit} falló: ${why}`,
  asAnother: 'ejecuta fdtop con un usuario que pueda',
  run: command => `ejecuta: ${command}`,
  unchanged: (what, out) => `${what}; no se cambió nada; ${out}`,
  logEnds: (log, lines) => `su ${log} acaba así: ${lines}`,
  logEmpty: log => `su ${log} no dice nada, o no se puede leer`,
  stands: (unit, state, isDown, end) => `${unit} está ${state}${isDown ? ': no corre nada suyo' : ''}; ${end}`,
};

/** `who`, in a sentence: the master 4711, or just 4711. */
const the = (who: string) => (/^\d/.test(who) ? who : `el ${who}`);
const of = (who: string) => (/^\d/.test(who) ? `de ${who}` : `del ${who}`);

export const limits: Words['limits'] = {
  who: (role, pid) => (role === 'other' ? String(pid) : `${pages.roleOf(role)} ${pid}`),
  unreadable: who => `no se pueden leer los límites ${of(who)}: ya no está`,
  noProcess: 'no hay ningún proceso al que cambiar el límite',
  overNrOpen: (n, most) =>
    `${formatCount(n)} es más que fs.nr_open, ${formatCount(most)}: ningún proceso de esta máquina puede tener tantos (root puede subirlo: sysctl -w fs.nr_open=${n})`,
  wouldLower: (n, who, now, fds) =>
    `${formatCount(n)} bajaría el límite ${of(who)}, que es ${formatCount(now)}, y ${fds === null ? 'no se sabe cuántos descriptores tiene abiertos' : `tiene ${formatCount(fds)} descriptores abiertos`}: su próximo open fallaría; no se cambió nada`,
  rootLacks: 'este root no la tiene, como en un contenedor: hazlo en el host',
  gone: who => `${the(who)} ya no está; no se cambió nada`,
  otherUser: (who, way) =>
    `${the(who)} corre con otro usuario: solo ese usuario, o CAP_SYS_RESOURCE, puede cambiar su límite; ${way}`,
  hardNeeds: way => `solo CAP_SYS_RESOURCE puede subir un límite duro; ${way}`,
  inNamespace: 'el root de un espacio de usuarios (contenedor rootless) no puede subirlo: hazlo en el host',
  beyondHard: (n, who, hard, why) => `${formatCount(n)} pasa del límite duro ${of(who)}, ${formatCount(hard)}: ${why}`,
  lowers: pids => `Esto baja el límite de ${pids}.`,
  raisesHard: pids => `También sube el límite duro de ${pids}.`,
  noCure: 'Da tiempo, no cura: una fuga llena también este límite, y un reinicio lo olvida (fdtop cure lo conserva).',
  select: most =>
    `El código que usa select() falla con descriptores mayores que ${most}, que hasta ahora no podía tener.`,
  nameInstance:
    'Un sustituto hereda el límite del master, que se queda como está: indica la instancia para cambiar ambos.',
  isSo: n => `nada que hacer: el límite blando ya es ${formatCount(n)}`,
  progress: (changed, of) => `límite cambiado en ${changed} de ${plural(of, 'proceso')}`,
  allTheSame: now => `su límite blando sigue siendo ${formatCount(now)}`,
  goneMeanwhile: 'se ha ido mientras tanto',
  isAnother: 'el pid es ahora de otro proceso',
  hasMoved: (now, before) => `su padre es ahora ${now}, y era ${before}: míralo otra vez`,
  changed: changes => `límite blando de descriptores: ${changes}`,
  missed: (who, why) => `${the(who)} no se cambió: ${why}`,
  late: pids => `arranque mientras tanto con el límite viejo: ${pids}; ejecútalo otra vez`,
  nothing: why => `no se cambió nada: ${why}`,
  inContainer: text => `${text} (a este root le falta CAP_SYS_RESOURCE, como en un contenedor: hazlo en el host)`,
  run: (text, command) => `${text}; ejecuta: ${command}`,
  change: (before, after) => `${formatCount(before)} → ${formatCount(after)}`,
  hard: change => `, duro ${change}`,
  changeFor: (change, who) => `${change} en ${the(who)}`,
};
