import { formatCount, formatDuration, formatSeconds, plural } from '../../model/format.ts';
import type { Role, Severity } from '../../model/snapshot.ts';

const grace = (seconds: number, source: string, after: string) => `${seconds} s to end (${source}), ${after}`;

/** Actions on the command line: what will be done, the question, and how it is answered. */
export const commands = () => ({
  warning: (text: string) => `WARNING: ${text}`,
  readOnly: (command: string) => `fdtop ${command} does nothing: it is read-only, by --read-only or config.toml`,
  needsOverride: (danger: string, override: string) => `nothing was done: ${danger}; ${override} does it all the same`,
  nothingDone: 'nothing was done',
  typeYes: "Type 'yes' to do it: ",
  yesNo: '[y/N] ',
  yesNoCheck: '[y/N, c checks first that the app loads] ',
  /** Answers that mean it, in small letters: of one that must be written out, and of a key. */
  written: 'yes',
  yes: 'y yes',
  withSudo: 'Run it with sudo?',
  noSudo: 'there is no sudo on this machine',
  run: (text: string, command: string) => `${text}; run: ${command}`,
  runs: (command: string) => `runs: ${command}`,

  noWorker: 'no worker of a Gunicorn runs on this machine',
  noneCounted: 'the fds of no worker may be counted, so none is known to be the worst',
  noGunicorn: 'no Gunicorn runs on this machine',
  noProcess: (word: string) => `${word} is no process of a Gunicorn; fdtop --once shows those there are`,
  isMaster: (workers: number) =>
    `this is the master: the service will stop, and its ${plural(workers, 'worker')} with it (fdtop restart restarts it instead)`,
  theDefault: 'the default',
  gunicornsDefault: "Gunicorn's default",
  process: (role: Role, pid: number, fds: number | null, severity: Severity, age: number | null) =>
    `${role} ${pid}: ${fds === null ? 'fds not readable' : `${formatCount(fds)} fds`}, ${severity}, up ${formatDuration(age)}`,
  of: (instance: string, user: string) => `of ${instance}, user ${user}`,
  sendsKill: 'sends KILL: it ends at once, its requests are cut off',
  thenKill: 'then QUIT, and 5 s later KILL',
  noOther: 'no other signal follows',
  sends: (signal: string, seconds: number, after: string) =>
    `sends ${signal}: it ends at once, its requests are cut off; ${seconds} s for it, ${after}`,
  sendsTerm: (isMaster: boolean, seconds: number, source: string, after: string) =>
    `sends TERM: ${isMaster ? 'its workers get' : 'its requests get'} ${grace(seconds, source, after)}`,
  notReplaced: 'nothing that fdtop knows of replaces it',
  upgrading: 'an upgrade (USR2) is in progress: two masters run',
  masterGone: 'its master is gone: nothing will replace it',
  isOther: 'it is no Gunicorn: whether another one comes is up to it',
  startsNew: (master: number, role: Role, isOnly: boolean) =>
    `master ${master} starts a new ${role}${isOnly ? '; it is the only one: requests wait until that one serves' : ''}`,

  uncounted: (unknown: number, workers: number, title: string) =>
    `the fds of ${unknown} of ${plural(workers, 'worker')} of ${title} may not be counted`,
  noneOver: (workers: number, title: string, over: number) =>
    `none of ${plural(workers, 'worker')} of ${title} holds ${formatCount(over)} fds`,
  someOf: (count: number, workers: number, title: string) => `${count} of ${plural(workers, 'worker')} of ${title}:`,
  worker: (pid: number, fds: number | null, severity: Severity) => `  ${pid}: ${formatCount(fds)} fds, ${severity}`,
  oneAtATime: 'one at a time, the next only when the new one serves; it stops at the first that fails',
  termToEach: (seconds: number, source: string, after: string) =>
    `sends TERM: requests get ${grace(seconds, source, after)}`,
  isOnly: 'it is the only worker: requests wait until the new one serves',
  replaceOf: (count: number, name: string) => `Replace ${plural(count, 'worker')} of ${name}?`,

  orphans: (who: string, does: 'restart' | 'reload') =>
    `${who} cannot be ${does}ed: its workers are orphans, end them with fdtop kill`,
  cannot: (who: string, does: 'restart' | 'reload', why: string) => `${who} cannot be ${does}ed: ${why}`,
  change: (does: 'restart' | 'reload', title: string, workers: number, fds: number | null) =>
    `${does} ${title}: ${plural(workers, 'worker')}, ${formatCount(fds)} fds`,
  loads: (seconds: number) => `the app on disk loads (${formatSeconds(seconds)})`,
  notInDryRun: 'whether the app on disk loads was not checked: a dry run loads nothing',
  notAsked: (why: string) =>
    `whether the app on disk loads was not checked: ${why} (c at the question, or --preflight)`,
  notChecked: (why: string) => `whether the app on disk loads was not checked: ${why}`,
  wouldHalt: (isConfig: boolean, words: string, does: 'restart' | 'reload') =>
    `${isConfig ? 'the configuration on disk is broken' : 'the app on disk does not load'}: ${words}; a ${does} would halt the service`,
  configBroken: (words: string) => `the configuration on disk does not load: ${words}`,
  configIdle: '  no new worker reads it, but a reload or restart would fail',
  appBroken: (words: string) =>
    `the app on disk does not load: ${words}; a new worker would fail, and halt the whole service`,

  limitIs: (pids: string, n: number) => `nothing to do: the soft limit of ${pids} is ${formatCount(n)} already`,
  limitOf: (title: string | null) => `Soft limit of open files${title === null ? '' : ` (${title})`}:`,
  limitChange: (who: string, before: number, after: number, hard: number | null, fds: number | null) =>
    `${who}: ${formatCount(before)} → ${formatCount(after)}, ${hard === null ? 'hard limit raised with it' : `hard limit ${formatCount(hard)}`}, ${formatCount(fds)} fds open`,
  setTo: (n: number) => `Set it to ${formatCount(n)}?`,

  write: (file: string) => `Write ${file}?`,
  takeAway: (file: string) => `Take away ${file}?`,
  restartNow: (unit: string) => `Restart ${unit} now? Requests in flight may be dropped.`,
  nothingStarts: (title: string) => `${title}: nothing starts its workers anew`,
  writes: (file: string) => `writes ${file}, as patch -d / -p1 would with this`,
  takesAway: (file: string) => `takes away ${file}, as patch -d / -p1 would with this`,
  offersThen: (command: string) => `offers then: ${command}`,
  isGone: (file: string) => `${file} is gone`,
  isThere: (file: string) => `${file} is there`,
  noDropIn: 'no unit has a drop-in of fdtop',
  nameUnit: (title: string) => `${title}: name its unit`,
});
