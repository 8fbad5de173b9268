import { formatCount } from '../../model/format.ts';
import type { Words } from '../words.ts';

export const cure: Words['cure'] = {
  nothing: why => `nada que hacer: ${why}`,
  onlyAdvice: 'fdtop no puede hacerlo: su consejo es para que lo sigas tú',
  commandFailed: (command, why) => `${command} falló: ${why}`,
  failedBack: (command, why, back) => `${command} falló: ${why}; ${back}`,
  run: (text, command) => `${text}; ejecuta: ${command}`,
  changedMeanwhile: file => `${file} cambió mientras tanto; no se hizo nada, míralo otra vez`,
  readOnly: (file, isRemoval) =>
    `no se puede ${isRemoval ? 'borrar' : 'escribir'} ${file}: está en un sistema de archivos de solo lectura; no se cambió nada`,
  cannot: (file, isRemoval, why) =>
    `no se puede ${isRemoval ? 'borrar' : 'escribir'} ${file}: ${why}; no se cambió nada`,
  permission: 'permiso denegado',
  takenBack: file => `${file} se retiró`,
  asBefore: file => `${file} está otra vez como estaba`,
  notTakenBack: (file, why) => `y ${file} no se pudo dejar como estaba: ${why}`,
  stillReads: file => `systemd aún lee ${file}`,
  doesNotRead: file => `systemd no lee ${file}`,
  otherLimit: (limit, unit, wanted) => `systemd sigue teniendo LimitNOFILE=${limit} para ${unit}, no ${wanted}`,
  otherArguments: (has, unit, wanted) => `systemd tiene GUNICORN_CMD_ARGS=${has} para ${unit}, no ${wanted}`,
  takenAway: (file, unit) => `${file} retirado, ${unit} configurado como antes`,
  written: (file, settings, unit) => `${file} escrito: ${settings.join(' y ')} para ${unit}`,
  nextStart: ', desde su próximo arranque',
  itsLimit: limit => `su límite de ${formatCount(limit)}`,
  itsOptions: 'sus opciones',
  untilRestart: (kept, unit) =>
    `; el servicio en marcha conserva ${kept.join(' y ')} hasta que se reinicie (fdtop restart ${unit})`,

  noGunicorn: (name, option) => `${name} no es un Gunicorn: no tiene --${option}`,
  saysSo: file => `${file} ya lo dice`,
  moreRoom:
    'Un límite mayor da más sitio a una fuga, no la acaba: con --max-requests N, Gunicorn reemplaza sus workers.',
  overNrOpen: (n, most) =>
    `${formatCount(n)} es más de lo que fs.nr_open permite a un proceso: se pone ${formatCount(most)}.`,
  hasLimit: (unit, limit) => `${unit} ya tiene LimitNOFILE=${formatCount(limit)}`,
  enough: least => `, no menos de ${formatCount(least)} (--nofile N pone otro)`,
  notLive: (master, live, why) => `; pero el master ${master} tiene ${formatCount(live)}: ${why}`,
  restartDoes: 'un reinicio (fdtop restart) lo pone en vigor',
  clipped:
    'es el límite duro del systemd que lo arranca, que recorta sin avisar: sube antes ese, para la máquina o el contenedor',
  limitChanges: (unit, before, after, isLower) =>
    `${isLower ? 'Esto baja el límite de descriptores' : 'Límite de descriptores'} de ${unit}: ${formatCount(before)} → ${formatCount(after)}, desde su próximo arranque.`,
  select: most => `El código que usa select() falla con descriptores mayores que ${most}.`,
  template: template => `Vale solo para esta instancia de ${template}; en ${template}.d, para todas.`,
  isStale: 'Sus archivos han cambiado desde que systemd los leyó: el daemon-reload pone en vigor también esos cambios.',
  staysAsItIs: file => `${file} se queda como está.`,
  edited: 'se cambió a mano desde que fdtop lo escribió',
  foreign: 'no lo escribió fdtop',
  leftAlone: (file, why) =>
    `${file} ${why}: fdtop no lo toca; muévelo a otro sitio, o edítalo tú y ejecuta systemctl daemon-reload`,
  later: (file, line, ours) =>
    `${file} dice ${line}, y se lee después de ${ours}: ganaría; edita o quita esa línea (systemctl edit la muestra), y ejecuta esto otra vez`,

  unset: (name, typed) => `su unidad tiene UnsetEnvironment=${name}: quítalo, o pon ${typed} en ExecStart`,
  badCharacters: name => `su ${name} tiene caracteres que un archivo de unidad no admite: arréglalo antes`,
  openQuote: (name, base) => `hay una comilla sin cerrar en su ${name}, ${base}: arréglalo antes`,
  kept: (name, base) => `${name} tenía ${base}: se conserva, y se le añade.`,
  wrapper: name => `Su unidad no fija ${name}, pero el master lo tiene: gana el script que lo exporta.`,
  beats: 'un EnvironmentFile= gana al Environment= de un drop-in',
  manyFiles: (files, beats, name, typed) =>
    `su unidad lee los archivos ${files}, y ${beats}: mira si alguno fija ${name}, y pon ahí ${typed}`,
  noPlainFile: (file, beats, name) => `${file} no es un archivo normal, y ${beats}: no se sabe si fija ${name}`,
  unreadable: (file, beats, name) =>
    `${file} no se puede leer, y ${beats}: no se sabe si fija ${name}; ejecuta fdtop cure con sudo`,
  fileSets: (file, name, beats, typed) =>
    `${file} fija ${name}, y ${beats}: pon ${typed} en esa línea, y reinícialo (fdtop restart)`,
  onCommandLine: option => `${option} ya está en su línea de comandos.`,
  commandLineBeats: (option, has, name, fragment) =>
    `su línea de comandos tiene --${option} ${has}, que gana a ${name}: ningún drop-in puede cambiarlo; edita el ExecStart de ${fragment ?? 'su unidad'} (o lo que arranca), o quita --${option}`,

  butText: (what, text) => `${what}; pero ${text}`,
  masterGone: master => `el master ${master} se ha ido mientras tanto, y no se reinició nada: míralo otra vez`,
  notRestarted: why => `no se reinició: ${why}`,
  looking: 'comprobando si la aplicación en disco se carga bien',
  notLoading: (words, unit) =>
    `no se reinició: la aplicación en disco no carga (${words}); fdtop restart ${unit} --no-preflight lo hace de todos modos`,
  otherStarter: 'lo que lo arranca fija otro límite',
  shortfall: (pid, live, wanted, why) =>
    `el proceso principal ${pid} tiene ${formatCount(live)}, no ${formatCount(wanted)}: ${why}`,
  argumentsLost: (pid, has) =>
    `el proceso principal ${pid} tiene GUNICORN_CMD_ARGS=${has}: lo que lo arranca lo fija de nuevo`,
  wroteNothing: why => `${why}: cure no ha escrito nada para él`,
  isLink: path => `${path} es un enlace simbólico: fdtop no escribe a través de ninguno`,
  noFolder: path => `${path} no es un directorio`,
  isNoFile: path => `${path} no es un archivo normal`,
  noFile: file => `no hay ${file}`,
  folderGoes: folder => `${folder} también se va, si no tiene nada más dentro.`,
  asBeforeCure: unit => `${unit} queda como antes de fdtop cure, desde su próximo arranque.`,
  ofUser: (unit, user, command) =>
    `${unit} es una unidad del systemd propio de ${user}, en el home de ese usuario; ejecuta: ${command}`,
  runsAs: (manager, unit) => `lo lleva ${manager} como ${unit}`,

  advice: {
    editsNothing: why => `${why}: fdtop no edita más configuración que la de systemd.`,
    supervisord: 'En la configuración de supervisord:',
    addTo: 'A un environment= que ya exista se le añade, tras una coma.',
    minfds: 'supervisord solo lee minfds al arrancar: reinicia el propio supervisord, no solo el programa.',
    hardLimit: 'No arranca si su límite duro es menor y no es root: su unidad necesita también LimitNOFILE=.',
    withRun: program => `Con ${program} run:`,
    compose: 'o en compose.yaml, bajo el servicio:',
    container: 'Un contenedor conserva los límites con que se creó: créalo de nuevo, no basta reiniciarlo.',
    kubernetes: limit =>
      `Kubernetes no tiene campo para esto: el límite lo pone el runtime del nodo (LimitNOFILE=${limit} en containerd.service,`,
    crio: 'o en crio.service, en cada nodo); hasta el límite duro, basta "ulimit -n" en el entrypoint de la imagen.',
    podTemplate: 'En el contenedor de la plantilla del pod:',
    limitsFile: 'Escribe /etc/security/limits.d/90-fdtop.conf:',
    nextLogin: user =>
      `Se aplica en la próxima sesión de ${user} (pam_limits), nunca a lo que ya corre, ni a una unidad de systemd:`,
    loginAnew: (pid, limit) =>
      `abre otra sesión, y arráncalo de nuevo desde ella. Por ahora: fdtop limit ${pid} ${limit}.`,
    startWith: args => `Arráncalo con ${args}, o con GUNICORN_CMD_ARGS="${args}" en su entorno.`,
    better: 'Una unidad de systemd sería mejor cura: entonces fdtop cure hace el resto.',
  },
};
