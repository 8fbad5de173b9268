import { formatCount, plural } from '../../model/format.ts';
import type { Words } from '../words.ts';

export const services: Words['services'] = {
  byHand: 'recárgalo (fdtop reload), o páralo y arráncalo otra vez como se arrancó',
  startedByHand: 'se arrancó a mano: no lo lleva ningún gestor de servicios',
  kubernetes: 'lo lleva Kubernetes, que puede moverlo a otro nodo',
  kubernetesOut: 'ejecuta: kubectl rollout restart deployment/NAME',
  run: command => `ejecuta: ${command}`,
  unknownState: 'en un estado desconocido',

  noContainerId: id => `${id} no es el id de un contenedor`,
  restartContainer: 'reinicia el contenedor a mano',
  rootless: (uid, program) =>
    `corre en un contenedor rootless del uid ${uid}, que solo conoce el ${program} de ese usuario`,
  asThatUser: way => `con ese usuario, ${way}`,
  notInstalled: program => `corre en un contenedor, y ${program} no está instalado aquí`,
  onHost: way => `en el host, ${way}`,
  notTold: (id, program, why) => `corre en el contenedor ${id}, y ${program} no da razón de él: ${why}`,
  dockerExec: (id, pid) =>
    `el proceso principal del contenedor ${id} es ${pid}, que no arrancó este master (¿docker exec?)`,
  reloadOrStart: 'recárgalo (fdtop reload), o arráncalo otra vez como se arrancó',
  containerStops: (name, program) =>
    `El contenedor ${name} se para y arranca de nuevo: ${program} le da 10 s si no se configuró otra cosa, y después KILL.`,
  supervisedInside: 'Dentro está supervisord: se reinician todos sus programas.',
  containerLimits: 'Sus límites siguen como se fijaron al crear el contenedor.',

  noConfig: pid => `lo lleva supervisord ${pid}, pero no se ve qué archivo de configuración usa`,
  supervisorctl: 'ejecuta: supervisorctl -c FILE restart GROUP:NAME',
  supervisorctlAs: user => `como ${user}, ejecuta: supervisorctl -c FILE restart GROUP:NAME`,
  supervisordApart: pid => `lo lleva supervisord ${pid}, en un sistema de archivos propio (un contenedor, un chroot)`,
  configOfOthers: (pid, file) =>
    `lo lleva supervisord ${pid}, con ${file}, que pueden cambiar otros además de ti y de root: nombra código que supervisorctl carga`,
  askedToAct: (pid, user) =>
    `lo lleva supervisord ${pid}, que es de ${user}: preguntarle ejecuta código de ${user}, así que solo se hace para actuar`,
  runToAct: masterPid => `ejecuta: fdtop restart ${masterPid}`,
  oddName: name => `supervisord lo llama ${name}, que supervisorctl no toma como un solo nombre`,
  rename: 'cámbiale el nombre en su configuración',
  stopWait: 'Las peticiones en curso acaban dentro de stopwaitsecs (10 s si no se cambió), o se cortan.',
  refused: 'Se rechazan conexiones nuevas hasta que escuche el master nuevo.',
  inheritsLimit: limit => `El master nuevo hereda los límites de supervisord: ${formatCount(limit)} descriptores.`,
  runsAs: user => `Corre como ${user}, de quien es este supervisord.`,
  noProgram: pid => `un antepasado es supervisord ${pid}, pero ningún programa suyo es este master`,
  notAsked: (pid, why) => `lo lleva supervisord ${pid}, pero no se le puede preguntar: ${why}`,
  noneRuns: 'no habla de ningún programa en marcha',

  noSystemd: unit => `lo lleva ${unit}, pero aquí no corre systemd`,
  onItsHost: unit => `ejecuta en su host: systemctl restart ${unit}`,
  notAnswered: (unit, why) => `no se puede preguntar a systemctl por ${unit}: ${why}`,
  asRoot: 'ejecuta fdtop como root',
  asUid: uid => `ejecuta fdtop con el uid ${uid}, o como root`,
  notKnown: unit => `systemd no conoce ${unit}`,
  otherMain: (unit, pid) => `el proceso principal de ${unit} es ${pid ?? 'ninguno'}, no este master`,
  waitIn: socket => `Mientras tanto, las conexiones nuevas esperan en ${socket}.`,
  stopTimeout: (time, unit) =>
    `Las peticiones en curso tienen ${time ?? 'un tiempo'} para acabar, según ${unit}, y el graceful_timeout de Gunicorn.`,
  isStale: unit =>
    `Los archivos de ${unit} han cambiado en disco: sin un systemctl daemon-reload antes, valen los viejos.`,

  missingProgram: program => `no hay ${program} en esta máquina`,
  tookTooLong: (command, seconds) => `${command} no acabó en ${seconds} s y se terminó; lo que empezó puede seguir`,
  exit: (said, code) => `${said} (código ${code})`,
  noPrlimit: 'prlimit no está instalado (paquete util-linux)',
};

const apart = (what: string) =>
  `corre con ${what} (un contenedor, o el aislamiento de su unidad); habría que comprobarlo ahí dentro`;

export const checks: Words['checks'] = {
  masterGone: pid => `el master ${pid} ya no está`,
  onlyAsked: user => `ejecuta código del usuario ${user}, así que solo si lo pides`,
  severalUsers: pid => `el master ${pid} corre con varios usuarios a la vez, como un programa con set-user-ID`,
  isAnother: pid => `el master ${pid} o su worker ya es otro proceso`,
  filtered: 'su unidad filtra sus llamadas al sistema; una comprobación correría sin ese filtro',
  givenUp: 'ha renunciado a permisos que una comprobación en su contenedor tendría',
  confined: 'AppArmor o SELinux lo confina; una comprobación correría sin ese confinamiento',
  changeable: path => `root ejecutaría ${path}, que pueden cambiar otros`,
  leftBehind: count =>
    count === null
      ? 'No se sabe si terminó todo lo que arrancó la aplicación: su usuario tiene demasiados procesos para mirarlos todos.'
      : `La aplicación ha arrancado algo que no se pudo terminar: ${plural(count, 'proceso')} en marcha todavía.`,
  showsEnvironment: user =>
    `muestra el entorno de su master, que es de root, a todo lo que corre como ${user}, así que solo si lo pides`,
  preloaded: 'su master ha cargado la aplicación (preload), y un worker nuevo la toma de ahí',
  userUnknown: 'no se puede leer el usuario de sus workers',
  otherUser: 'corre con otro usuario, y solo root puede comprobarlo con ese',
  apart: {
    mnt: apart('un sistema de archivos propio'),
    net: apart('una red propia'),
    user: apart('un espacio de usuarios propio'),
  },
  chroot: 'corre en un chroot; habría que comprobarlo ahí dentro',
  onlyRootLooks: pid => `${pid} corre con otro usuario, y solo root puede mirar dentro`,
  notApplied: (file, setting) => `${file} fija ${setting}, que una comprobación no aplica`,
  quotes: 'su GUNICORN_CMD_ARGS tiene comillas, y fija lo que una comprobación aplica demasiado tarde',
  otherFolder: 'arrancó en otro directorio que el de ahora, y sus argumentos son relativos a aquel',
  closed: file => `${file} puede estar cerrado para el usuario de los workers`,
  stillLoading: seconds => `la aplicación aún cargaba tras ${seconds} s`,
  interrupted: 'se interrumpió la comprobación',
  notRun: why => `no se pudo hacer la comprobación: ${why}`,
  ended: signal => `la terminó ${signal}`,
  exits: code => `acaba con el código ${code}`,
  noProof: (words, doubt) => `una comprobación dice "${words}", pero no es prueba: ${doubt}`,

  otherPython: (typed, python) => `su intérprete ${typed} ya no es ${python}`,
  folderDeleted: path => `su directorio de trabajo ${path} se borró`,
  pythonReplaced: 'su Python se ha sustituido en disco desde que arrancó',
  noPython: path => `corre en ${path}, que no es un Python conocido`,
  embeds: 'es un programa que lleva Gunicorn dentro: lo que carga es asunto suyo',
  environment: pid => `no se puede leer el entorno de ${pid}, solo root puede`,
  titled: 'su título (setproctitle) tapa sus argumentos',
  noUnitTells: titled => `${titled}, y ninguna unidad de systemd los dice`,
  unitSilent: (titled, unit) => `${titled}, y ${unit} no los dice`,
  notAsked: why => `${why}: no se puede preguntar a systemctl`,
  otherProcess: why => `${why}: arrancó otro proceso`,
  noPlainCall: why => `${why}: su ExecStart no es una simple llamada a Gunicorn`,
  holdsSpace: why => `${why}: un argumento de su ExecStart tiene un espacio`,
  userEnvironment: 'una unidad de usuario arranca en el entorno de ese usuario',
  noPasswd: user => `su usuario ${user} no está en /etc/passwd`,
  oddEnvironment: 'el entorno de su unidad no es de los simples',
  oddFile: file => `${file}, de donde su unidad toma variables, no es de los simples`,
};
