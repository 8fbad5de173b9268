import type { Words } from '../words.ts';

const quoted = (word: string) => JSON.stringify(word);

export const usage: Words['usage'] = {
  unknownOption: (typed, hint) => `opción desconocida: ${typed}${hint}; fdtop --help muestra las que hay`,
  takesNoValue: (typed, word) => `la opción ${typed} no lleva valor: ${word}`,
  givenTwice: typed => `la opción ${typed} aparece más de una vez`,
  notOfCommand: (typed, command) => `${typed} no es una opción de fdtop${command && ` ${command}`}`,
  unknownCommand: (word, hint) => `comando desconocido: ${quoted(word)}${hint}; fdtop --help muestra los que hay`,
  tooMany: (command, most, word) =>
    `fdtop ${command} ${most === 0 ? 'no admite argumentos' : most === 1 ? 'admite un solo argumento' : `admite ${most} argumentos`}: sobra ${quoted(word)}`,
  cannotWrite: why => `no se puede escribir: ${why}`,
  noTerminal: 'demo necesita un terminal, y que TERM no sea dumb',
  noProc: 'aquí no hay /proc: fdtop solo funciona en Linux, con /proc montado',
  noProcRoot: folder => `--proc-root ${folder}: no existe ese directorio`,
  noProcTree: folder => `--proc-root ${folder}: no es un árbol proc`,
};

export const commandUsage: Words['commandUsage'] = {
  worstChooses: word => `--worst elige el proceso: sobra ${quoted(word)}`,
  needsPidOrWorst: command => `${command} necesita un PID, o --worst`,
  isNoPid: (command, word) => `${command} ${quoted(word)}: no es un PID`,
  wordIsNoPid: word => `${quoted(word)} no es un PID`,
  typesTakesOne: word => `types admite un solo PID: sobra ${quoted(word)}`,
  originNeeds: 'origin necesita un PID; fdtop --once los muestra',
  atNeedsReplay: '--at es un momento de una grabación: necesita --replay FILE',
  limitNeeds: 'limit necesita un PID o una instancia, y cuántos descriptores puede tener abiertos',
  limitIsNone: word => `limit ${quoted(word)}: no es un número de descriptores`,
  needsYes: command => `fdtop ${command} cambia esta máquina: sin terminal necesita --yes`,
  noInstance: (word, instances) => `ninguna instancia se llama ${quoted(word)}; hay estas: ${instances}`,
  instances: (count, word, instances) =>
    `${word === undefined ? `corren ${count} instancias` : `${count} instancias se llaman ${quoted(word)}`}: elige una por el pid de su master (${instances})`,
  undoAlone: '--undo lo deshace todo: no admite ningún valor que poner',
  unitsCured: (count, units) => `se curaron ${count} unidades: indica una (${units})`,
  ofThisUser: ' (de este usuario)',
  fleetNeeds: 'fleet necesita --prometheus URL, como http://127.0.0.1:9090, o prometheus = "URL" en config.toml',
  recordNeeds: 'record necesita un FILE, como fdtop record incidente.ndjson.gz',
  replayNeeds: 'replay necesita el FILE de una grabación',
  completionNeeds: shells => `completion necesita un shell: ${shells}`,
  completionKnows: (word, shells) => `completion ${quoted(word)}: no es ninguno de ${shells}`,
  onceNeedsTextfile: '--once va con --textfile: un servidor tiene que quedarse',
  noTextfile: folder =>
    `--textfile ${folder}: no existe ese directorio; es el que node_exporter tiene en --collector.textfile.directory`,
  actElsewhere: procRoot => `--act: los procesos de ${procRoot} no son de esta máquina, y no se pueden terminar`,
  actReadOnly: '--act recycle: fdtop está en solo lectura, por --read-only o config.toml',
  actNeedsGuard:
    '--act recycle como root necesita una tabla [guard] en un archivo de configuración de root: véase README, "guard it"',
  actNeedsOnly: where =>
    `${where}: --act recycle como root necesita only = ["NOMBRE.service"]: las unidades del sistema cuyos workers puede reemplazar`,
  actNoUnit: (where, typed) =>
    `${where} ${typed} no es el nombre de una unidad: para --act recycle como root hacen falta nombres enteros, como "gunicorn.service"`,
  actUntrusted: why =>
    `--act recycle como root necesita un archivo de configuración que solo root pueda cambiar: ${why}`,
  commandUntrusted: (where, why) =>
    `${where} ejecuta un comando, y con los derechos de root fdtop solo lo hace si nadie más puede cambiar ni el archivo ni el comando: ${why}`,
};
