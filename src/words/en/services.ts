import { formatCount, plural } from '../../model/format.ts';

/** Managers of services: why one cannot be asked, the way out, and what its restart does. */
export const services = () => ({
  byHand: 'reload it (fdtop reload), or stop it and start it again the way it was started',
  startedByHand: 'it was started by hand: no service manager owns it',
  kubernetes: 'Kubernetes runs it, and may move it to another node',
  kubernetesOut: 'run: kubectl rollout restart deployment/NAME',
  run: (command: string) => `run: ${command}`,
  unknownState: 'in an unknown state',

  noContainerId: (id: string) => `${id} is no container's id`,
  restartContainer: 'restart the container by hand',
  rootless: (uid: number | null, program: string) =>
    `it runs in a rootless container of uid ${uid}, which only that user's ${program} knows`,
  asThatUser: (way: string) => `as that user ${way}`,
  notInstalled: (program: string) => `it runs in a container, and ${program} is not installed here`,
  onHost: (way: string) => `on the host ${way}`,
  notTold: (id: string, program: string, why: string) =>
    `it runs in container ${id}, and ${program} does not tell of it: ${why}`,
  dockerExec: (id: string, pid: string | undefined) =>
    `the main process of container ${id} is ${pid}, which has not started this master (docker exec?)`,
  reloadOrStart: 'reload it (fdtop reload), or start it again the way it was started',
  containerStops: (name: string, program: string) =>
    `The container ${name} stops and starts anew: ${program} gives it 10 s unless it was set up otherwise, then KILL.`,
  supervisedInside: 'supervisord is in it: all its programs restart.',
  containerLimits: 'Its limits stay as they were set when the container was made.',

  noConfig: (pid: number) => `supervisord ${pid} runs it, but which configuration file that uses cannot be seen`,
  supervisorctl: 'run: supervisorctl -c FILE restart GROUP:NAME',
  supervisorctlAs: (user: string) => `as ${user} run: supervisorctl -c FILE restart GROUP:NAME`,
  supervisordApart: (pid: number) => `supervisord ${pid} runs it, in a file system of its own (a container, a chroot)`,
  configOfOthers: (pid: number, file: string) =>
    `supervisord ${pid} runs it, by ${file}, which others than you and root may change: it names code that supervisorctl loads`,
  askedToAct: (pid: number, user: string) =>
    `supervisord ${pid} runs it, which is ${user}'s: asking it runs ${user}'s code, so that is done only to act`,
  runToAct: (masterPid: number) => `run: fdtop restart ${masterPid}`,
  oddName: (name: string) => `supervisord calls it ${name}, which supervisorctl does not take as one name`,
  rename: 'rename it in its configuration',
  stopWait: 'Requests in flight end within stopwaitsecs (10 s unless set otherwise), else they are dropped.',
  refused: 'New connections are refused until the new master listens.',
  inheritsLimit: (limit: number | null) =>
    `The new master inherits the limits of supervisord: ${formatCount(limit)} open files.`,
  runsAs: (user: string) => `It runs as ${user}, whose supervisord this is.`,
  noProgram: (pid: number) => `an ancestor is supervisord ${pid}, but no program of it is this master`,
  notAsked: (pid: number, why: string) => `supervisord ${pid} runs it, but cannot be asked: ${why}`,
  noneRuns: 'it tells of no running program',

  noSystemd: (unit: string) => `${unit} owns it, but systemd does not run here`,
  onItsHost: (unit: string) => `run on its host: systemctl restart ${unit}`,
  notAnswered: (unit: string, why: string) => `systemctl cannot be asked about ${unit}: ${why}`,
  asRoot: 'run fdtop as root',
  asUid: (uid: number) => `run fdtop as uid ${uid}, or as root`,
  notKnown: (unit: string) => `systemd does not know ${unit}`,
  otherMain: (unit: string, pid: number | null) => `the main process of ${unit} is ${pid ?? 'none'}, not this master`,
  waitIn: (socket: string) => `New connections wait in ${socket} meanwhile.`,
  stopTimeout: (time: string | null, unit: string) =>
    `Requests in flight get ${time ?? 'a while'} to end, as ${unit} has it, and Gunicorn's graceful_timeout.`,
  isStale: (unit: string) =>
    `The files of ${unit} have changed on disk: without systemctl daemon-reload first, the old ones still hold.`,

  missingProgram: (program: string) => `there is no ${program} on this machine`,
  tookTooLong: (command: string, seconds: number) =>
    `${command} did not end within ${seconds} s and was ended; what it began may go on`,
  exit: (said: string, code: string | number) => `${said} (exit ${code})`,
  noPrlimit: 'prlimit is not installed (package util-linux)',
});

/** Why it is not known whether the app on disk loads. Each ends a sentence. */
export const checks = () => ({
  masterGone: (pid: number) => `master ${pid} is gone`,
  onlyAsked: (user: string) => `it runs code of user ${user}, so only when you ask for it`,
  severalUsers: (pid: number) => `master ${pid} runs under several users at once, as a set-user-ID program does`,
  isAnother: (pid: number) => `master ${pid} or its worker is another process by now`,
  filtered: 'its unit filters its system calls; a check would run without that',
  givenUp: 'it has given up rights, which a check in its container would have',
  confined: 'AppArmor or SELinux confines it; a check would run without that',
  changeable: (path: string) => `root would execute ${path}, which others may change`,
  leftBehind: (count: number | null) =>
    count === null
      ? 'Whether all that the app has started was ended is not known: its user has too many processes to look through.'
      : `The app has started what could not be ended: ${plural(count, 'process', 'processes')} still there.`,
  showsEnvironment: (user: string) =>
    `it shows the environment of its master, which is root's, to whatever runs as ${user}, so only when you ask for it`,
  preloaded: 'its master has loaded the app (preload), a new worker takes it from there',
  userUnknown: 'the user of its workers cannot be read',
  otherUser: 'it runs as another user, only root can check as that one',
  apart: {
    mnt: "it runs with a file system of its own (a container, or its unit's sandbox); a check must run in there",
    net: "it runs with a network of its own (a container, or its unit's sandbox); a check must run in there",
    user: "it runs with a user namespace of its own (a container, or its unit's sandbox); a check must run in there",
  },
  chroot: 'it runs in a chroot; a check must run in there',
  onlyRootLooks: (pid: number) => `${pid} runs as another user, and only root may look into it`,
  notApplied: (file: string, setting: string) => `${file} sets ${setting}, which a check does not apply`,
  quotes: 'its GUNICORN_CMD_ARGS has quotes, and sets what a check applies too late',
  otherFolder: 'it was started in another folder than it is in now, and its arguments are relative to that one',
  closed: (file: string) => `${file} may be closed to the user of the workers`,
  stillLoading: (seconds: number) => `the app was still loading after ${seconds} s`,
  interrupted: 'the check was interrupted',
  notRun: (why: string) => `the check could not be run: ${why}`,
  ended: (signal: string) => `it was ended by ${signal}`,
  exits: (code: number | null) => `it exits with ${code}`,
  noProof: (words: string, doubt: string) => `a check says "${words}", but it is no proof: ${doubt}`,

  otherPython: (typed: string, python: string) => `its interpreter ${typed} is no longer ${python}`,
  folderDeleted: (path: string) => `its working directory ${path} was deleted`,
  pythonReplaced: 'its Python was replaced on disk since it started',
  noPython: (path: string) => `it runs in ${path}, which is no Python that is known`,
  embeds: 'it is a program that embeds Gunicorn: what it loads is its own affair',
  environment: (pid: number) => `the environment of ${pid} may not be read, only root may`,
  titled: 'its title (setproctitle) has covered its arguments',
  noUnitTells: (titled: string) => `${titled}, and no systemd unit tells them`,
  unitSilent: (titled: string, unit: string) => `${titled}, and ${unit} does not tell them`,
  notAsked: (why: string) => `${why}: systemctl cannot be asked`,
  otherProcess: (why: string) => `${why}: it started another process`,
  noPlainCall: (why: string) => `${why}: its ExecStart is no plain call of Gunicorn`,
  holdsSpace: (why: string) => `${why}: an argument of its ExecStart holds a space`,
  userEnvironment: 'a unit of a user starts in the environment of that user',
  noPasswd: (user: string) => `its user ${user} is in no /etc/passwd`,
  oddEnvironment: 'the environment of its unit is not a plain one',
  oddFile: (file: string) => `${file}, of which its unit takes variables, is not a plain one`,
});
