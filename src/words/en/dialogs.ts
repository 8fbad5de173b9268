import { formatCount, formatDuration, formatSeconds, plural } from '../../model/format.ts';
import type { Role, Severity } from '../../model/snapshot.ts';

/** What every question has. */
export const dialogs = () => ({
  cancel: 'Cancel',
  close: 'Close',
  gone: (pids: readonly string[]) =>
    `${pids.join(', ')} ${pids.length === 1 ? 'is' : 'are'} gone meanwhile: Esc closes this.`,
  tooLate: (what: 'restart' | 'reload' | 'cure') =>
    `the question of the ${what} came when something else was open: nothing was asked, nor done; press the key again`,
  runs: (command: string) => `Runs: ${command}`,
  sudo: 'Do it with sudo?',
  mayAsk: 'It may ask for your password, on the plain terminal.',
  runSudo: 'Run sudo',
  sudoDone: (command: string) => `${command}: done`,
  sudoEnded: (command: string, code: number) => `${command} ended with ${code}`,
});

/** `k` */
export const killDialog = () => ({
  noProcess: 'select the process to replace: this is none',
  replace: (pid: number) => `Replace worker ${pid}?`,
  kill: (role: Role, pid: number) => `Kill ${role === 'other' ? 'process' : role} ${pid}?`,
  facts: (fds: number | null, severity: Severity, ageSeconds: number | null, user: string) =>
    `${fds === null ? 'fds not readable' : `${formatCount(fds)} fds`}${severity === 'ok' ? '' : `, ${severity}`} · up ${formatDuration(ageSeconds)} · user ${user}`,
  upgrading: 'An upgrade (USR2) is in progress: two masters run.',
  gracefully: 'Gracefully (TERM)',
  now: 'Now (KILL)',
  isMaster: (workers: number) =>
    `This is the master: the service will stop, and its ${plural(workers, 'worker')} with it.`,
  restartInstead: 'r restarts the service instead.',
  masterGone: 'Its master is gone: nothing will replace it.',
  noGunicorn: 'It is no Gunicorn: what TERM does, and whether another comes, is up to it.',
  worker: 'TERM lets its requests end first (graceful_timeout); the master starts a new worker.',
  helper: 'A worker started it: nothing replaces it.',
  other: 'Nothing that fdtop knows of replaces it.',
});

/** `K` */
export const recycleDialog = () => ({
  noWorkerTagged: 'none of the tagged rows is a worker of a Gunicorn',
  taggedAreHidden: 'the filter hides the tagged workers; Esc shows all rows',
  noWorkerOver: (leak: number, isFiltered: boolean) =>
    `no worker ${isFiltered ? 'that the filter shows ' : ''}holds ${formatCount(leak)} fds or more; Space tags others`,
  title: (count: number) => `Replace ${plural(count, 'worker')}, one at a time?`,
  worker: (pid: number, fds: number | null) => `${pid} (${formatCount(fds)} fds)`,
  how: 'Each gets TERM and time to end its requests, at last KILL. The next goes only when the replacement of the last one serves; the first failure stops it.',
  replace: (count: number) => `Replace ${plural(count, 'worker')}`,
});

/** `r` and `R` */
export const restartDialog = () => ({
  noService: (pid: number, isMasterGone: boolean) =>
    `${pid} belongs to no service that can be restarted${isMasterGone ? ': its master is gone' : ''}`,
  refused: (what: 'restart' | 'reload', name: string, why: string) => `no ${what} of ${name}: ${why}`,
  master: (pid: number) => `master ${pid}`,
  title: (what: 'restart' | 'reload', name: string) => `${what === 'restart' ? 'Restart' : 'Reload'} ${name}?`,
  facts: (title: string, workers: number, fds: number | null) =>
    `${title}, ${plural(workers, 'worker')}, ${formatCount(fds)} fds`,
  no: (what: 'restart' | 'reload', why: string) => `No ${what}: ${why}`,
  runs: (what: 'restart' | 'reload', command: string) =>
    `${what === 'restart' ? 'Restart' : 'Reload'} runs: ${command}`,
  restart: 'Restart',
  reload: 'Reload',
});

/** `l` */
export const limitDialog = () => ({
  isAt: (limit: number | null) => `it is at ${formatCount(limit)} already`,
  cannot: (pid: number, why: string) => `the limit of ${pid} cannot be raised: ${why}`,
  titleOfService: (processes: number) => `Raise the limit of ${plural(processes, 'process', 'processes')}?`,
  titleOfProcess: (pid: number) => `Raise the limit of ${pid}?`,
  now: (soft: number | null, hard: number | null, whose: string) =>
    `Now ${formatCount(soft)}, up to ${formatCount(hard)} without more privilege; ${whose}.`,
  alone: 'this process alone',
  withMaster: (workers: number) => `the master, which its next workers inherit from, and ${plural(workers, 'worker')}`,
});

/** `c` */
export const cureDialog = () => ({
  noService: (pid: number) => `${pid} belongs to no service that can be cured`,
  title: (name: string) => `Cure ${name} for good?`,
  notOurs: (name: string) => `The cure of ${name} is not fdtop's to apply`,
  write: 'Write it',
  writeAndRestart: 'Write it and restart',
});

/** What is said of the app on disk while a question stands. */
export const appCheck = () => ({
  looking: 'looking whether the app on disk still loads',
  mayAsk: (why: string) => `c: check that the app on disk still loads (${why})`,
  notKnown: (why: string) => `whether the app on disk loads is not known: ${why}`,
  loads: (seconds: number) => `the app on disk still loads (checked just now, ${formatSeconds(seconds)})`,
  brokenConfigHalts: (words: string) =>
    `the configuration on disk does not load: ${words}. This would halt the whole service.`,
  brokenConfigIdle: (words: string) =>
    `the configuration on disk does not load: ${words}. No new worker reads it, but a reload or restart would fail.`,
  brokenApp: (words: string) =>
    `the app on disk does not load: ${words}. A new worker would fail, and halt the whole service.`,
});
