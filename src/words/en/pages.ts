import { formatCount, formatDecimal, formatDuration, formatSeconds, plural } from '../../model/format.ts';
import type { Role, Severity } from '../../model/snapshot.ts';

/** What the pages over the table have in common. */
export const pages = () => ({
  roleOf: (role: Role): string => (role === 'other' ? 'process' : role),
  fds: (count: number | null) => `${formatCount(count)} fds`,
  state: (severity: Severity): string => (severity === 'ok' ? 'well' : severity),
  last: (title: string, range: string, isFitted: boolean) => `${title}, last ${range}${isFitted ? ', not from 0' : ''}`,
  warn: 'warn',
  leak: 'leak',
  limit: 'limit',
  reading: 'reading …',
  events: 'events',
  noEvents: 'none since fdtop started',
  whatHappened: 'what happened',
  sinceStart: 'since fdtop started',
  nothingYet: 'nothing yet',
});

/** About one process. */
export const details = () => ({
  openFiles: 'open files',
  limit: 'limit of open files',
  now: 'now',
  softAndHard: (soft: number | null, hard: number | null) => `soft ${formatCount(soft)}, hard ${formatCount(hard)}`,
  process: 'process',
  ended: 'has ended: this was its last',
  used: (percent: string, limit: number | null) => `${percent} of ${formatCount(limit)}`,
  fullIn: (seconds: number) => `full in ${formatDuration(seconds)}`,
  up: (seconds: number | null) => `up ${formatDuration(seconds)}`,
  cpu: (percent: number) => `${formatDecimal(percent, 1)}% cpu`,
  types: 'types',
  estimate: (sampled: number) => `estimate from ${formatCount(sampled)}`,
  moreTypes: (count: number) => `and ${formatCount(count)} more: t shows all`,
  command: 'command',
  directory: 'directory',
  parent: 'parent',
  environment: 'environment',
  noNames: 'none',
  names: (names: string) => `${names}   (names only: values may be secrets)`,
});

/** About the service of a process, and about an instance. */
export const service = () => ({
  configured: 'configured',
  asking: 'asking its manager …',
  notKnown: 'not known',
  fromNextStart: (soft: number, hard: number | null) =>
    `soft ${formatCount(soft)}${hard === null ? '' : `, hard ${formatCount(hard)}`}, from its next start on`,
  unit: 'unit',
  files: 'files',
  sets: 'sets',
  isStale: 'its files have changed on disk: systemctl daemon-reload makes it read them',
  eachOfThem: 'each of them',
  onOneScale: (bottom: number, top: number) => `on one scale, from ${formatCount(bottom)} to ${formatCount(top)}`,
  service: 'service',
  master: 'master',
  fdsInSum: (count: number | null) => `${formatCount(count)} fds in sum`,
  isGone: 'it is gone',
  most: (pid: number, fds: number | null) => `most: ${pid} with ${formatCount(fds)}`,
  together: (count: number) =>
    count === 1 ? 'its only process' : `all ${plural(count, 'process', 'processes')} together`,
  masterGone: 'gone: nothing will replace a worker that ends',
});

/** What the open files of a process are. */
export const types = () => ({
  heading: '  SHARE      COUNT    GROWTH  TYPE',
  endedMeanwhile: (pid: number) => `${pid} ended meanwhile: this is what was read until then`,
  exact: (seconds: number) => `exact, read in ${formatSeconds(seconds)}`,
  notComplete: 'not complete',
  estimate: (sampled: number, bar: string) => `estimate from ${formatCount(sampled)}, reading all: ${bar}Esc cancels`,
  readingWith: (bar: string) => `reading: ${bar}Esc cancels`,
  reading: 'reading',
  ofUser: (user: string) =>
    `Instead: all sockets of the user ${user} in its network namespace, those of other processes among them.`,
});

/** The pages that print what a command does. */
export const reportPages = () => ({
  diagnosis: { title: 'diagnosis of', waiting: 'looking at it for two seconds, to see what grows' },
  origin: {
    title: 'where the open files come from:',
    waiting: 'reading its Python heap; the process is not stopped',
  },
});

/** The page on which columns are chosen. */
export const chooser = () => ({
  title: 'columns',
  order: 'those that are on, from left to right',
  noRoom: (columns: number) => `no room in ${columns} columns: `,
  lastOne: 'this is the last column: one must stay',
  forgotten: (file: string) => `no choice of columns is kept in ${file} any more`,
  saved: (file: string, line: string) => `saved in ${file}: ${line}`,
  noHome: 'this user has no home',
  unsafe: (file: string) => `${file} cannot be changed safely`,
  notSaved: (why: string, key: string, line: string | null, file: string | null) =>
    `not saved: ${why}; ${line === null ? `take ${key} out of` : `write ${line} into`} ${file ?? 'a config.toml'} by hand`,
});

/** The help page; its keys and columns have their own words. */
export const help = () => ({
  subtitle: 'the top for file descriptors',
  keys: 'Keys',
  columns: 'Columns',
  filters: 'Filters',
  colours: 'Colours and marks',
  under: (warn: number) => `under ${formatCount(warn)} fds (--warn)`,
  elevated: (warn: number) => `${formatCount(warn)} fds or more: worth a look`,
  leaking: (leak: number) => `${formatCount(leak)} fds or more (--leak): replace it`,
  critical: 'at 90 % of its limit, or there within 10 minutes',
  unknown: 'its fds may not be counted: run sudo fdtop',
  columnName: (name: string) => ` (--columns ${name})`,
  filterName: (name: string) => ` (in filters: ${name})`,
});
