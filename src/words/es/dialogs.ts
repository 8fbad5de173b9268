import { formatCount, formatDuration, formatSeconds, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';
import { itsWorkers } from './commands.ts';
import { pages } from './pages.ts';

export const dialogs: Words['dialogs'] = {
  cancel: 'Cancelar',
  close: 'Cerrar',
  gone: pids =>
    pids.length === 1 ? `${pids[0]} ya no está: Esc cierra esto.` : `${pids.join(', ')} ya no están: Esc cierra esto.`,
  tooLate: what =>
    `la pregunta ${{ restart: 'del reinicio', reload: 'de la recarga', cure: 'de la cura' }[what]} llegó con otra cosa abierta: no se preguntó ni se hizo nada; pulsa la tecla otra vez`,
  runs: command => `Ejecuta: ${command}`,
  sudo: '¿Hacerlo con sudo?',
  mayAsk: 'Puede pedir tu contraseña, en el terminal normal.',
  runSudo: 'Ejecutar sudo',
  sudoDone: command => `${command}: hecho`,
  sudoEnded: (command, code) => `${command} terminó con ${code}`,
};

export const killDialog: Words['killDialog'] = {
  noProcess: 'selecciona el proceso que hay que reemplazar: aquí no hay ninguno',
  replace: pid => `¿Reemplazar el worker ${pid}?`,
  kill: (role, pid) => `¿Matar el ${pages.roleOf(role)} ${pid}?`,
  facts: (fds, severity, ageSeconds, user) =>
    `${fds === null ? 'fds no legibles' : `${formatCount(fds)} fds`}${severity === 'ok' ? '' : `, ${pages.state(severity)}`} · activo ${formatDuration(ageSeconds)} · usuario ${user}`,
  upgrading: 'Hay un upgrade (USR2) en curso: corren dos masters.',
  gracefully: 'Ordenadamente (TERM)',
  now: 'Ya (KILL)',
  isMaster: workers => `Es el master: el servicio se detendrá, y con él ${itsWorkers(workers)}.`,
  restartInstead: 'r reinicia el servicio en su lugar.',
  masterGone: 'Su master ya no está: nada lo reemplazará.',
  noGunicorn: 'No es un Gunicorn: qué hace con TERM, y si viene otro, depende de él.',
  worker: 'TERM deja acabar antes sus peticiones (graceful_timeout); el master arranca un worker nuevo.',
  helper: 'Lo lanzó un worker: nada lo reemplaza.',
  other: 'Que fdtop sepa, nada lo reemplaza.',
};

export const recycleDialog: Words['recycleDialog'] = {
  noWorkerTagged: 'ninguna de las filas marcadas es un worker de un Gunicorn',
  taggedAreHidden: 'el filtro oculta los workers marcados; Esc muestra todas las filas',
  noWorkerOver: (leak, isFiltered) =>
    `ningún worker ${isFiltered ? 'de los que muestra el filtro ' : ''}tiene ${formatCount(leak)} fds o más; Espacio marca otros`,
  title: count => (count === 1 ? '¿Reemplazar 1 worker?' : `¿Reemplazar ${formatCount(count)} workers, de uno en uno?`),
  worker: (pid, fds) => `${pid} (${formatCount(fds)} fds)`,
  how: 'Cada uno recibe TERM y tiempo para acabar sus peticiones; al final, KILL. El siguiente solo se toca cuando el sustituto del anterior ya atiende; al primer fallo se para.',
  replace: count => `Reemplazar ${plural(count, 'worker')}`,
};

const act = { restart: 'Reiniciar', reload: 'Recargar' };

export const restartDialog: Words['restartDialog'] = {
  noService: (pid, isMasterGone) =>
    `${pid} no pertenece a ningún servicio que se pueda reiniciar${isMasterGone ? ': su master ya no está' : ''}`,
  refused: (what, name, why) => `no se puede ${act[what].toLowerCase()} ${name}: ${why}`,
  master: pid => `el master ${pid}`,
  title: (what, name) => `¿${act[what]} ${name}?`,
  facts: (title, workers, fds) => `${title}, ${plural(workers, 'worker')}, ${formatCount(fds)} fds`,
  no: (what, why) => `No se puede ${act[what].toLowerCase()}: ${why}`,
  runs: (what, command) => `${act[what]} ejecuta: ${command}`,
  restart: act.restart,
  reload: act.reload,
};

export const limitDialog: Words['limitDialog'] = {
  isAt: limit => `ya está en ${formatCount(limit)}`,
  cannot: (pid, why) => `no se puede subir el límite de ${pid}: ${why}`,
  titleOfService: processes => `¿Subir el límite de ${plural(processes, 'proceso')}?`,
  titleOfProcess: pid => `¿Subir el límite de ${pid}?`,
  now: (soft, hard, whose) => `Ahora ${formatCount(soft)}, hasta ${formatCount(hard)} sin más privilegios; ${whose}.`,
  alone: 'solo este proceso',
  withMaster: workers => `el master, del que heredan sus próximos workers, y ${plural(workers, 'worker')}`,
};

export const cureDialog: Words['cureDialog'] = {
  noService: pid => `${pid} no pertenece a ningún servicio que se pueda curar`,
  title: name => `¿Curar ${name} de forma definitiva?`,
  notOurs: name => `La cura de ${name} no le toca a fdtop`,
  write: 'Escribirlo',
  writeAndRestart: 'Escribirlo y reiniciar',
};

export const appCheck: Words['appCheck'] = {
  looking: 'comprobando si la aplicación en disco aún se carga bien',
  mayAsk: why => `c: comprobar que la aplicación en disco aún se carga bien (${why})`,
  notKnown: why => `no se sabe si la aplicación en disco se carga bien: ${why}`,
  loads: seconds => `la aplicación en disco aún se carga bien (comprobado ahora mismo, ${formatSeconds(seconds)})`,
  brokenConfigHalts: words => `la configuración en disco no carga: ${words}. Esto detendría el servicio entero.`,
  brokenConfigIdle: words =>
    `la configuración en disco no carga: ${words}. Ningún worker nuevo la lee, pero una recarga o un reinicio fallaría.`,
  brokenApp: words =>
    `la aplicación en disco no carga: ${words}. Un worker nuevo fallaría, y detendría el servicio entero.`,
};
