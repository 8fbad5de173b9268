import { formatCount, formatDuration, formatGrowth, formatPercent, formatSeconds, plural } from '../../model/format.ts';
import type { Role, Severity } from '../../model/snapshot.ts';

/** The snapshot as a table. */
export const snapshotReport = () => ({
  openFiles: (count: number | null, most: string | null) =>
    `open files ${formatCount(count)}${most === null ? '' : ` of ${most}`}`,
  instance: (title: string, workers: number, fds: number | null, severity: Severity, isUpgrading: boolean) =>
    `${title}: ${plural(workers, 'worker')}, ${formatCount(fds)} fds, ${severity}${isUpgrading ? ', upgrade in progress' : ''}`,
  denied: '?: fds that may not be counted, permission denied; run sudo fdtop --once',
});

/** What the open files of a process are. */
export const typesReport = () => ({
  title: (pid: number, total: number, sampled: number | null) =>
    `${pid}: ${formatCount(total)} fds, ${sampled === null ? 'exact' : `estimated from ${formatCount(sampled)} of them`}`,
  heading: ['SHARE', 'COUNT', 'TYPE'],
  none: 'no Gunicorn runs on this machine; fdtop types PID looks at any process',
  /** A label of a group, as src/model/fd-label.ts makes it. */
  label: (label: string) => label,
});

/** Why the open files of a process cannot be told. */
export const typesErrors = () => ({
  permission: (pid: number, way: string) => `cannot read the fds of ${pid}: permission denied; ${way}`,
  gone: (pid: number) => `cannot read the fds of ${pid}: it has ended; choose a process that runs`,
  reused: (pid: number) =>
    `cannot read the fds of ${pid}: it has ended, and the pid now belongs to another process; choose again`,
  rootLacks: 'root lacks CAP_SYS_PTRACE here: run fdtop on the host',
  sudo: (command: string) => `run ${command}`,
});

const whole = (seconds: number) => Math.max(1, Math.round(seconds));

/** The page of `fdtop diagnose`. */
export const diagnosis = () => ({
  doing: {
    types: 'looking at what is open',
    causes: 'looking for what speaks for which cause',
    origins: 'looking for where it comes from',
  },
  who: (role: Role, pid: number, of: string | null, masterPid: number | null, user: string) =>
    `${role} ${pid}${of === null ? '' : ` of ${of}`}${masterPid === null ? '' : `, master ${masterPid}`}, user ${user}`,
  command: 'command',
  openFiles: 'open files',
  growth: 'growth',
  timeLeft: 'time left',
  since: 'since',
  others: 'others',
  limit: 'limit',
  kernel: 'kernel',
  uncounted: '?, it may not be counted by this user',
  count: (fds: number, limit: number | null, used: number | null, severity: Severity) =>
    `${formatCount(fds)}${limit === null ? '' : ` of ${formatCount(limit)} (${formatPercent(used)})`}: ${severity}`,
  notKnown: 'not known',
  growthOver: (perSecond: number, seconds: number | null) =>
    `${formatGrowth(perSecond)}${seconds === null ? '' : ` over ${whole(seconds)} s`}`,
  noEnd: 'no end in sight',
  left: (seconds: number) => `${formatDuration(seconds)} at this growth`,
  ageUnknown: 'its age is not known',
  up: (seconds: number) => `up ${formatDuration(seconds)}`,
  begun: (up: string, seconds: number) => `${up}; at this growth the leak began ${formatDuration(seconds)} ago`,
  siblings: (count: number, lowest: number, highest: number) =>
    `${plural(count, 'other worker')} with ${lowest === highest ? formatCount(lowest) : `${formatCount(lowest)} to ${formatCount(highest)}`} open files`,
  whatIsOpen: 'WHAT IS OPEN',
  ofUser: (user: string) => `all TCP and UDP sockets of user ${user}, which anybody may see`,
  allOfIt: (sampled: number | null) =>
    `all of it, ${sampled === null ? 'exact' : `estimated from ${formatCount(sampled)}`}`,
  rest: (count: number, types: number) => `and ${formatCount(count)} of ${plural(types, 'more type')}`,
  verdict: (number: number, of: number) => (of === 1 ? 'VERDICT: ' : `VERDICT ${number} of ${of}: `),
  confidence: (title: string, confidence: 'high' | 'medium' | 'low') => `${title} (confidence: ${confidence})`,
  whereFrom: 'WHERE IT COMES FROM',
  whatNow: 'WHAT TO DO NOW',
  forGood: 'FOR GOOD',
  system: 'THE SYSTEM',
  noLimit: 'no limit',
  ofFileMax: (open: number | null, most: string) => `${formatCount(open)} of ${most} (fs.file-max)`,
  configured: (unit: string, by: string, limit: number | null, live: number | null) =>
    `${unit} (${by}) is configured with ${formatCount(limit)}; live is ${formatCount(live)}`,
  live: (live: number | null, isGunicorn: boolean) =>
    `live ${formatCount(live)}; ${isGunicorn ? 'what its manager is configured with is not known' : 'it is of no Gunicorn'}`,
  waits: ': a restart gets the configured one',
  endedMeanwhile: 'It ended while it was looked at: this is what was seen until then.',
  endedWhileRead: 'It ended while its open files were read: they are not all here.',
  notLooked: {
    recording: 'not looked at: this is a recording',
    healthy: 'not looked at: nothing leaks',
    otherTree: 'not looked at: this is no live /proc',
    ended: 'not looked at: it has ended',
    denied: 'not looked at: only root may read its memory',
  },
  notFound: (why: string) => `not found: ${why}`,
  onThisMachine: 'on this machine',
  inRecording: (time: string) => `at ${time} of this recording`,
  noGunicorn: (where: string) => `no Gunicorn runs ${where}; fdtop diagnose PID looks at any process`,
  noProcess: (pid: number, where: string) =>
    `no process ${pid} runs ${where}: it has ended, or never was; fdtop --once shows those there are`,
  denied: (pid: number, way: string) => `the open files of ${pid} may not be read by this user; ${way}`,
});

/** What can be done at once, behind the command that does it; and for good. */
export const steps = () => ({
  sudo: 'sees what the open files are, and who holds them',
  nothing: 'nothing',
  isWell: 'it is well',
  restart: 'a new master: what a killed worker gets from the old one again is gone',
  kill: 'replaces this worker, and sees its successor serve; the other workers go on',
  recycle: 'replaces all workers that hold so many, one at a time',
  limit: 'raises the live limit: time, no cure',
  types: 'all that is open, when it is under load',
  stopgap: 'Until the code is cured, let Gunicorn replace workers in time:',
});

/** Where the open files come from: by the heap, and by the hook. */
export const origins = () => ({
  title: (pid: number, seconds: number, version: string | null) =>
    `${pid}: read-only, worker not paused, ${formatSeconds(seconds)}${version === null ? '' : `, CPython ${version}`}`,
  note: (note: string) => `note: ${note}`,
  fromHeap: 'read from the heap:',
  noFds: 'no fds were seen',
  notRead: 'nothing: it was not read',
  where: (count: number, label: string) => `where ${formatCount(count)} × ${label} come from`,
  candidates: 'candidates, from the source alone:',
  candidate: 'candidate',
  nothingFound: 'nothing was found',
  entries: (type: string, length: number) => `${type}, ${formatCount(length)} entries`,
  long: (holder: string, type: string, length: number) => `${holder} (${type}, ${formatCount(length)} long)`,
  /** All as wide as each other: what follows them stands in one column. */
  marks: {
    heldBy: 'held by   ',
    opened: 'opened    ',
    stored: 'stored    ',
    why: 'why       ',
    stack: 'stack     ',
    in: 'in        ',
  },
  sampled: (confidence: 'high' | 'medium' | 'low', sampled: number, of: number) =>
    `confidence ${confidence}, ${sampled} of ${of} sampled`,
  heldBy: (percent: number, holder: string, confidence: 'high' | 'medium' | 'low') =>
    `${percent}% held by ${holder} (confidence: ${confidence})`,
  openedAt: 'opened at ',
  storedAt: 'stored at ',
  seenByHook: (told: number, open: number) => `seen by the hook: ${formatCount(told)} of ${formatCount(open)} open`,
  lost: (count: number) => `; ${formatCount(count)} more came when it watched all it can`,
  hookSince: (begun: string, requests: number) => `, since ${begun}, ${plural(requests, 'request')}`,
  hookLost: (count: number) => `note: ${formatCount(count)} more came when the hook already watched all that it can`,
  morePlaces: (count: number) => `${plural(count, 'more place')} with fewer: --json has them`,
  routes: 'routes: ',
  route: 'route ',
  kinds: (count: number, kind: 'socket' | 'file' | 'pipe') => plural(count, kind),
  openedIn: (percent: number, what: string, where: string, route: string | null) =>
    `${percent}% ${what} opened at ${where}${route === null ? '' : `, mostly in ${route}`}`,
  shared: 'other places open the same path, too',
  gained: (route: string, count: number, requests: number) =>
    `${route} gained ${formatCount(count)} in ${plural(requests, 'request')}`,
  hasOpen: (route: string, count: number) => `${route} has ${formatCount(count)} open`,
  heapNotRead: 'its heap was not read',
  /** What src/python says to a finding: it runs in a thread of its own, and speaks English only. */
  told: (text: string) => text,
});

/** Why a heap cannot be read. */
export const originErrors = () => ({
  permission: (pid: number) => `cannot read the memory of ${pid}: permission denied`,
  gone: (pid: number) => `cannot read the memory of ${pid}: it has ended; choose a process that runs`,
  reused: (pid: number) =>
    `cannot read the memory of ${pid}: it has ended, and the pid now belongs to another process; choose again`,
  'no-python': (pid: number) =>
    `${pid} runs no CPython: fdtop can tell where fds come from in Python only; fdtop types ${pid} tells what they are`,
  'no-answer': (pid: number) =>
    `cannot read the memory of ${pid}: its files, or its memory, do not answer: a dead mount? fdtop types ${pid} tells what its fds are`,
  unsupported: (pid: number, why: string) => `the Python heap of ${pid} cannot be read: ${why}`,
});
