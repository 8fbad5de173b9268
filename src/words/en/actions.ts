import { formatCount, formatSeconds, plural } from '../../model/format.ts';
import type { Role } from '../../model/snapshot.ts';

/** Whether a signal may be sent, and was. `unsent` ends a sentence. */
export const signals = () => ({
  interrupted: (pid: number) => `interrupted; nothing was sent to ${pid}`,
  notSent: (signal: string) => `${signal} was not sent`,
  sent: (signals: string, refusal: string) => `${signals} sent; ${refusal}`,
  inTurn: (signals: readonly string[]) => signals.join(', then '),
  waiting: (signals: string, pid: number) => `${signals} sent to ${pid}; waiting for it to end`,
  closing: (left: number | null) => `closing its fds${left ? `, ${formatCount(left)} left` : ''}`,
  ending: 'still ending',
  progress: (signals: string, pid: number, doing: string, after: number, of: number) =>
    `${signals} sent to ${pid}; ${doing} after ${after} s of ${of} s`,
  alive: (pid: number, seconds: number, signals: string) =>
    `${pid} still alive ${formatSeconds(seconds)} after ${signals}`,
  sleeps: 'it sleeps in the kernel (state D) and ends when its disk or network answers',
  pending: 'KILL is pending',
  stopped: 'it is stopped; SIGCONT lets it go on, KILL ends it',
  busy: 'it may be busy with a request; QUIT cuts that off, KILL ends it in any case',
  noAbort: (role: Role, pid: number) => `ABRT is for workers, not for the ${role} ${pid}: TERM ends it`,
  nothingSent: 'nothing was sent',
  isGone: (pid: number, unsent: string) => `${pid} is already gone; ${unsent}`,
  isAnother: (pid: number, unsent: string) => `pid ${pid} belongs to another process now; ${unsent}`,
  hasMoved: (pid: number, now: number, before: number, unsent: string) =>
    `the parent of ${pid} is now ${now}, it was ${before}; ${unsent}, look again`,
  denied: (pid: number, remedy: string) =>
    `cannot signal ${pid}: permission denied, it runs as another user; run: ${remedy}`,
  cannot: (pid: number, why: string) => `cannot signal ${pid}: ${why}`,
  noPidfd: (pid: number, why: string) =>
    `no pidfd for ${pid} (${why}): it is identified by its pid and start time right before anything is done`,
  loads: (pid: number) =>
    `${pid} still loads the app: a signal now could halt the service; wait until it serves (KILL alone is safe)`,
});

/** A process that was ended, and who comes in its place. `gone` begins a sentence. */
export const kills = () => ({
  refused: (why: string) => `${why}; nothing was sent`,
  gone: (pid: number, seconds: number, signals: string | null) =>
    `${pid} gone after ${formatSeconds(seconds)}${signals === null ? '' : ` (it took ${signals})`}`,
  noMaster: (gone: string) => `${gone}; its master was gone before, nothing replaces it`,
  waiting: (gone: string) => `${gone}; waiting for its replacement`,
  masterGone: (gone: string) => `${gone}; it was the master: its workers are gone too`,
  workersLeft: (gone: string, count: number, pids: string) =>
    `${gone}; it was the master: ${plural(count, 'worker')} of it still run (${pids})`,
  looking: (gone: string, pid: number) => `${gone}; replacement ${pid} is up; looking whether it stays`,
  masterGoneToo: (gone: string, master: number) => `${gone}; its master ${master} is gone too: the service is down`,
  masterEnded: (gone: string, master: number) =>
    `${gone}; then its master ${master} ended: the service is down, see its log`,
  loading: (gone: string, pid: number) => `${gone}; replacement ${pid} loads the app`,
  noServe: (gone: string, pid: number, seconds: number, master: number) =>
    `${gone}; replacement ${pid} still does not serve after ${seconds} s: see the log of master ${master}`,
  noneServes: (gone: string, count: number, master: number) =>
    `${gone}; ${plural(count, 'replacement')} came and none serves: the app does not load, see the log of master ${master}`,
  endedAgain: (gone: string, pid: number, after: string, master: number) =>
    `${gone}; replacement ${pid} was up but ended again ${after} later: see the log of master ${master}`,
  replaced: (gone: string, replacement: string, after: string) => `${gone}; replacement ${replacement} after ${after}`,
  masterStopped: (gone: string, master: number) =>
    `${gone}; no replacement comes: master ${master} is stopped (SIGCONT lets it go on)`,
  noneCame: (gone: string, seconds: number, master: number) =>
    `${gone}; no replacement came within ${seconds} s: see the log of master ${master}`,
  up: (pid: number, isGuessed: boolean, fds: number | null) =>
    `${pid} ${isGuessed ? 'runs; whether it serves may not be seen, run sudo fdtop' : 'is up'}${fds === null ? '' : ` with ${formatCount(fds)} fds`}`,
  notDoneYet: 'nothing was done yet',
  lastSeen: (why: string, latest: string) => `${why}; the last that was seen: ${latest}`,
  interrupted: (latest: string) => `interrupted, not undone: ${latest}`,
  notLogged: (text: string, why: string) => `${text} (not logged: ${why})`,
  theLog: 'the log',
  masterGoneMeanwhile: 'its master is gone meanwhile; nothing was done',
});

export const recycling = () => ({
  noGunicorn: (name: string) => `${name} is no Gunicorn: whether it replaces a worker that ends is not known`,
  masterGone: (name: string) => `the master of ${name} is gone: nothing would replace its workers`,
  upgrading: (name: string) => `an upgrade (USR2) of ${name} is in progress, two masters run: end it first, or go back`,
  nothingDone: (why: string) => `${why}; nothing was done`,
  count: (replaced: number, of: number) => `${replaced} of ${of} replaced`,
  interrupted: (count: string, left: string) => `${count}; interrupted; not touched: ${left}`,
  untouched: (left: string) => `; not touched: ${left}`,
  lostMaster: (count: string, master: number, left: string) =>
    `${count}; master ${master} is gone; not touched: ${left}`,
  stopped: (count: string, pid: number, text: string) => `${count}; stopped at ${pid}: ${text}`,
  done: (count: number) => `${plural(count, 'worker')} replaced, one at a time; each successor serves`,
});

/** A service that is restarted or reloaded. */
export const restarts = () => ({
  upgrade:
    'an upgrade (USR2) is in progress: two masters run, and only one would be reached; end it first (QUIT to the old master completes it, QUIT to the new one takes it back)',
  stopAndStart: 'stop it and start it again the way it was started',
  restartInstead: 'restart it instead (fdtop restart)',
  seeManual: 'see its manual',
  noHup: (out: string) => `it is no Gunicorn, and what HUP does to it is not known; ${out}`,
  saysRestart: 'The master and all workers end, and start anew with the app and the configuration on disk.',
  others: (unit: string, masters: string) => `${unit} runs others, which restart too: master ${masters}.`,
  limitChanges: (now: number, then: number) =>
    `The soft limit of open files changes: ${formatCount(now)} now, ${formatCount(then)} then.`,
  saysReload:
    'New workers start with the app on disk; the old ones end their requests (graceful_timeout), then they go.',
  noRefusal: 'No connection is refused: the master and its sockets stay.',
  keepsLimit: (limit: number | null) =>
    `The master keeps its limit of ${formatCount(limit)} open files, and its workers inherit it.`,
  takesRestart: (limit: number | null) => `The limit of ${formatCount(limit)} that is configured takes a restart.`,
  notRestarted: (master: number, unit: string | null) =>
    `master ${master} is gone; ${unit} was not restarted, look again`,
  notReloaded: (master: number, unit: string | null) =>
    `master ${master} is gone; ${unit} was not reloaded, look again`,
  runs: (command: string) => `${command} runs`,
  butNot: (unit: string | null, why: string, state: string) => `${unit} was restarted, but ${why}; ${state}`,
  restarted: (unit: string | null, seconds: string, result: string) => `${unit} restarted in ${seconds}: ${result}`,
  noMain: 'its main process does not stay up',
  mainUp: (pid: number) => `main process ${pid} is up`,
  waiting: (unit: string) => `${unit} restarted; waiting for its workers`,
  up: (master: number, up: number, of: number) =>
    `master ${master}, ${up === of ? plural(up, 'worker') : `${up} of ${plural(of, 'worker')}`} up`,
  limitChange: (before: number, after: number) => `; limit ${formatCount(before)} -> ${formatCount(after)}`,
  leftOver: (count: number, pids: string) => `; ${plural(count, 'old worker')} still there (${pids})`,
  hupSent: (master: number) => `HUP sent to master ${master}`,
  commandDone: (command: string) => `${command}: done`,
  counts: (up: number, fresh: number, left: number, old: number) =>
    `${up} of ${plural(fresh, 'new worker')} up, ${left} of ${old} old ones left`,
  reloaded: (master: number, seconds: string, workers: number, pids: string) =>
    `master ${master} reloaded in ${seconds}: ${plural(workers, 'new worker')} up (${pids})`,
  hupWaiting: (master: number) => `HUP sent to master ${master}; waiting for new workers`,
  endedAfterHup: (master: number) => `master ${master} ended after HUP`,
  isDown: (ended: string) => `${ended}: the service is down, see its log`,
  comesBack: (ended: string, unit: string) => `${ended}; looking whether ${unit} comes back`,
  downBecause: (why: string) => `the service is down (${why})`,
  startedAnew: (master: number, workers: number) =>
    `it was started anew: master ${master}, ${plural(workers, 'worker')} up`,
  seeLog: 'see its log',
  noNewWorker: (master: number, seconds: number, see: string) =>
    `master ${master} got HUP but started no new worker within ${seconds} s: ${see}`,
  notAllServe: (master: number, seconds: number, see: string) =>
    `master ${master} reloaded, but not all new workers serve after ${seconds} s: ${see}`,
  stillFinish: (master: number, count: number, pids: string) =>
    `master ${master} reloaded, but ${plural(count, 'old worker')} still finish requests (${pids}): k replaces them`,
  serving: (unit: string, master: number, up: number, workers: number) =>
    `${unit}: master ${master}, ${up} of ${workers} workers up`,
  noneServes: 'no worker of it serves',
  noneServesAfter: (seconds: number) => `no worker of it serves after ${seconds} s`,
  cameAndWent: (masters: number, manager: string) =>
    `no worker of it serves: ${masters} masters have come and gone, and ${manager} goes on starting it`,
  failed: (does: 'restart' | 'reload', unit: string | null, why: string) => `${does} of ${unit} failed: ${why}`,
  asAnother: 'run fdtop as a user who may',
  run: (command: string) => `run: ${command}`,
  unchanged: (what: string, out: string) => `${what}; nothing was changed; ${out}`,
  logEnds: (log: string, lines: string) => `its ${log} ends: ${lines}`,
  logEmpty: (log: string) => `its ${log} tells nothing, or may not be read`,
  stands: (unit: string, state: string, isDown: boolean, end: string) =>
    `${unit} is ${state}${isDown ? ': nothing of it runs' : ''}; ${end}`,
});

/** Limits that are raised. `who` is a process: `worker 4711`. */
export const limits = () => ({
  who: (role: Role, pid: number) => (role === 'other' ? String(pid) : `${role} ${pid}`),
  unreadable: (who: string) => `the limits of ${who} cannot be read: it is gone`,
  noProcess: 'there is no process to change the limit of',
  overNrOpen: (n: number, most: number) =>
    `${formatCount(n)} is more than fs.nr_open, ${formatCount(most)}: no process of this machine may have so many (root can raise it: sysctl -w fs.nr_open=${n})`,
  wouldLower: (n: number, who: string, now: number, fds: number | null) =>
    `${formatCount(n)} would lower the limit of ${who} from ${formatCount(now)}, and ${fds === null ? 'how many files it has open is not known' : `it has ${formatCount(fds)} files open`}: its next open would fail; nothing was changed`,
  rootLacks: 'this root has not got it, as in a container: do it on the host',
  gone: (who: string) => `${who} is gone; nothing was changed`,
  otherUser: (who: string, way: string) =>
    `${who} runs as another user: only that user, or CAP_SYS_RESOURCE, may change its limit; ${way}`,
  hardNeeds: (way: string) => `only CAP_SYS_RESOURCE may raise a hard limit; ${way}`,
  inNamespace: 'the root of a user namespace (a rootless container) may not raise it: do it on the host',
  beyondHard: (n: number, who: string, hard: number, why: string) =>
    `${formatCount(n)} is beyond the hard limit of ${who}, ${formatCount(hard)}: ${why}`,
  lowers: (pids: string) => `This lowers the limit of ${pids}.`,
  raisesHard: (pids: string) => `The hard limit of ${pids} is raised, too.`,
  noCure: 'It buys time, it is no cure: a leak fills this limit, too, and a restart forgets it (fdtop cure keeps it).',
  select: (most: number) => `Code that uses select() breaks on fd numbers over ${most}, which it could not get so far.`,
  nameInstance:
    'A replacement inherits the limit of the master, which stays as it is: name the instance to change both.',
  isSo: (n: number) => `nothing to do: the soft limit is ${formatCount(n)} already`,
  progress: (changed: number, of: number) => `limit of ${changed} of ${plural(of, 'process', 'processes')} changed`,
  allTheSame: (now: number | null) => `its soft limit is ${formatCount(now)} all the same`,
  goneMeanwhile: 'it is gone meanwhile',
  isAnother: 'the pid belongs to another process now',
  hasMoved: (now: number, before: number) => `its parent is now ${now}, it was ${before}: look again`,
  changed: (changes: string) => `soft limit of open files: ${changes}`,
  missed: (who: string, why: string) => `${who} was not changed: ${why}`,
  late: (pids: string) => `${pids} started meanwhile under the old limit: run it once more`,
  nothing: (why: string) => `nothing was changed: ${why}`,
  inContainer: (text: string) => `${text} (this root lacks CAP_SYS_RESOURCE, as in a container: do it on the host)`,
  run: (text: string, command: string) => `${text}; run: ${command}`,
  change: (before: number, after: number) => `${formatCount(before)} → ${formatCount(after)}`,
  hard: (change: string) => `, hard ${change}`,
  changeFor: (change: string, who: string) => `${change} for ${who}`,
});
