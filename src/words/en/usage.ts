const quoted = (word: string) => JSON.stringify(word);

/** What is wrong with the words of a command line. `hint` is `filter.didYouMean`, or empty. */
export const usage = () => ({
  unknownOption: (typed: string, hint: string) => `unknown option ${typed}${hint}; fdtop --help lists the options`,
  takesNoValue: (typed: string, word: string) => `option ${typed} takes no value: ${word}`,
  givenTwice: (typed: string) => `option ${typed} is given more than once`,
  notOfCommand: (typed: string, command: string) =>
    `option ${typed} does not belong to fdtop${command && ` ${command}`}`,
  unknownCommand: (word: string, hint: string) =>
    `unknown command ${quoted(word)}${hint}; fdtop --help lists the commands`,
  tooMany: (command: string, most: number, word: string) =>
    `fdtop ${command} takes ${most === 0 ? 'no argument' : most === 1 ? 'one argument' : `${most} arguments`}: ${quoted(word)} is one too many`,
  cannotWrite: (why: string) => `cannot write: ${why}`,
  noTerminal: 'demo needs a terminal, and TERM not dumb',
  noProc: 'there is no /proc here: fdtop runs on Linux only, with /proc mounted',
  noProcRoot: (folder: string) => `--proc-root ${folder}: there is no such directory`,
  noProcTree: (folder: string) => `--proc-root ${folder}: that is no proc tree`,
});

/** What is wrong with the arguments of one command. */
export const commandUsage = () => ({
  worstChooses: (word: string) => `--worst chooses the process: ${quoted(word)} is one too many`,
  needsPidOrWorst: (command: string) => `${command} needs a PID, or --worst`,
  isNoPid: (command: string, word: string) => `${command} ${quoted(word)}: that is no PID`,
  wordIsNoPid: (word: string) => `${quoted(word)} is no PID`,
  typesTakesOne: (word: string) => `types takes one PID: ${quoted(word)} is one too many`,
  originNeeds: 'origin needs a PID; fdtop --once shows them',
  atNeedsReplay: '--at names a moment of a recording: it needs --replay FILE',
  limitNeeds: 'limit needs a PID or an instance, and the number of open files it may have',
  limitIsNone: (word: string) => `limit ${quoted(word)}: that is no number of open files`,
  needsYes: (command: string) => `fdtop ${command} changes this machine: without a terminal it needs --yes`,
  noInstance: (word: string, instances: string) => `no instance is called ${quoted(word)}; there are: ${instances}`,
  instances: (count: number, word: string | undefined, instances: string) =>
    `${count} instances ${word === undefined ? 'run' : `are called ${quoted(word)}`}: name one by its master's pid (${instances})`,
  undoAlone: '--undo takes all of it back: it goes with no value to set',
  unitsCured: (count: number, units: string) => `${count} units were cured: name one (${units})`,
  ofThisUser: ' (of this user)',
  fleetNeeds: 'fleet needs --prometheus URL, as http://127.0.0.1:9090, or prometheus = "URL" in config.toml',
  recordNeeds: 'record needs a FILE, as fdtop record incident.ndjson.gz',
  replayNeeds: 'replay needs the FILE of a recording',
  completionNeeds: (shells: string) => `completion needs a shell: ${shells}`,
  completionKnows: (word: string, shells: string) => `completion ${quoted(word)}: that is none of ${shells}`,
  onceNeedsTextfile: '--once goes with --textfile: a server has to stay',
  noTextfile: (folder: string) =>
    `--textfile ${folder}: there is no such folder; it is what node_exporter has as --collector.textfile.directory`,
  actElsewhere: (procRoot: string) => `--act: the processes in ${procRoot} are not this machine's to end`,
  actReadOnly: '--act recycle: fdtop is read-only, by --read-only or config.toml',
  actNeedsGuard: '--act recycle as root wants a table [guard] in a config file of root\'s: see README, "guard it"',
  actNeedsOnly: (where: string) =>
    `${where}: --act recycle as root wants only = ["NAME.service"]: the units of the system whose workers it may replace`,
  actNoUnit: (where: string, typed: string) =>
    `${where} ${typed} is no name of a unit: for --act recycle as root it wants whole names, as "gunicorn.service"`,
  actUntrusted: (why: string) => `--act recycle as root wants a config file that only root can change: ${why}`,
  commandUntrusted: (where: string, why: string) =>
    `${where} runs a command, and with root's rights fdtop does that only where nobody else can change the file or the command: ${why}`,
});
