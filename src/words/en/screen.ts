import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatGrowth,
  formatPercent,
  plural,
} from '../../model/format.ts';
import type { ProcessSample, Severity } from '../../model/snapshot.ts';

/** The lines around the table. */
export const screen = () => ({
  tooSmall: (least: string, size: string) => `fdtop needs ${least}, this is ${size}`,
  reading: 'reading /proc',
  paused: 'PAUSED',
  readOnly: 'read-only',
  notRoot: 'not root',
  ownCost: (cpuPercent: number | null, rssBytes: number | null, tickMs: number | null) =>
    `fdtop: ${cpuPercent === null ? '-' : formatDecimal(cpuPercent, 1)}% cpu, ${formatBytes(rssBytes)}${tickMs === null ? '' : `, ${tickMs} ms a tick`}`,
  answeredIn: (ms: number) => `answered in ${ms} ms`,
  warnAt: (count: number) => `warn ${formatCount(count)}`,
  leakAt: (count: number) => `leak ${formatCount(count)}`,
  trouble: (count: number, severity: Severity) => `${count} ${severity}`,
  nothingToWatch: 'nothing to watch',
  allWell: 'all well',
  openFiles: 'open files',
  ofMost: (most: string, percent: number) => ` of ${most} (${formatPercent(percent)})`,
  workers: (count: number) => plural(count, 'worker'),
  instances: (count: number) => plural(count, 'instance'),
  filterIsOn: (filter: string) => `filter: ${filter} (Esc clears it)`,

  replay: 'REPLAY',
  end: 'END',
  gap: 'GAP',
  span: (moments: string) => `of ${moments}`,
  recorded: (first: string, last: string | null) => `recorded ${first}${last === null ? '' : ` to ${last}`}`,
  fleet: (hosts: number) => `FLEET ${plural(hosts, 'host')}`,
  down: (count: number) => `${count} down`,
  crashed: (why: string) => `fdtop stopped on an error of its own, please report it: ${why}`,
  dataAge: (seconds: number) => `data ≤ ${formatDuration(seconds)} old`,
});

/** The table itself, and what stands in its place. */
export const table = () => ({
  otherProcesses: 'other processes',
  fds: (count: number | null) => `${formatCount(count)} fds`,
  masterGone: 'master gone',
  master: (pid: number) => `master ${pid}`,
  upgrade: 'upgrade in progress',
  noRow: (filter: string) => `No row matches ${JSON.stringify(filter)}.`,
  noProcess: 'No process can be seen here.',
  noGunicorn: 'No Gunicorn runs on this machine.',
  noGunicornAnywhere: 'No host has a Gunicorn that runs.',
  showAllRows: 'show all rows',
  watchDemo: 'watch a demo service leak, here, now',
  showAllProcesses: 'show all processes',
  quit: 'quit',
  startingDemo: 'starting the demo service',
  noProcessHere: 'select the process that is meant: this is an instance',
  pasted: 'pasted text is not taken for keys; / opens the filter, which takes it',
  noFurtherAlert: 'no further alert until the end of the recording',
  goneOrHidden: (name: string | number) => `${name} is gone, or the filter hides it`,
});

/** What the selected row means, and what to do about it. */
export const meaning = () => ({
  instanceTitle: (title: string, masterPid: number | null) =>
    masterPid === null ? `${title}, master gone` : `${title}, master ${masterPid}`,
  instance: (title: string, workers: number, fds: number | null) =>
    `${title}: ${plural(workers, 'worker')}, ${fds === null ? 'whose fds may not be counted' : `${formatCount(fds)} fds`}. Enter shows them side by side.`,
  asOf: (seconds: number) => ` As of ${formatDuration(seconds)} ago.`,
  countedAgo: (seconds: number) =>
    ` Counted ${formatDuration(seconds)} ago: this kernel does not tell, they must be listed.`,
  notCounted: (pid: number) => `${pid} is not counted yet.`,
  /** `killKey` is null where nothing would come in its place. */
  process: (process: ProcessSample, leak: number, killKey: string | null) => {
    const { pid, severity, fds, usedPercent, secondsToLimit, fdsPerSecond } = process;
    const growth = (fdsPerSecond ?? 0) > 0 ? `${formatGrowth(fdsPerSecond)}` : '';
    const keys = `t shows what they are${killKey === null ? '' : `, ${killKey} replaces it`}.`;
    const end = secondsToLimit === null ? '' : `, full in ${formatDuration(secondsToLimit)}`;
    switch (severity) {
      case 'unknown':
        return `cannot count the fds of ${pid}: permission denied; run sudo fdtop.`;
      case 'critical':
        return (usedPercent ?? 0) >= 90
          ? `${pid} has used ${formatPercent(usedPercent)} of its limit${growth && `, ${growth}${end}`}: "Too many open files" is next. ${keys}`
          : `${pid} ${(fds ?? 0) >= leak ? 'leaks' : 'grows'}: ${growth}${end}. ${keys}`;
      case 'leaking':
        return growth
          ? `${pid} leaks: ${growth}${end}. ${keys}`
          : `${pid} leaked: ${formatCount(fds)} fds, more than ${formatCount(leak)}. ${keys}`;
      case 'elevated':
        return `${pid} holds ${formatCount(fds)} fds${growth && `, ${growth}${end}`}: worth a look. t shows what they are.`;
      case 'ok':
        return growth
          ? `${pid} is well: ${formatCount(fds)} fds, ${growth}${end}.`
          : `${pid} is well: ${formatCount(fds)} fds.`;
    }
  },
});

/** What could not be seen. */
export const looks = () => ({
  outOfFds: 'fdtop itself has too many open files: some of this is as it was last seen. Raise its limit (ulimit -n).',
  hasEnded: (pid: number) => `${pid} has ended: what it was is not known any more`,
  titled: 'not known: its title lies over it (setproctitle; SPT_NOENV=1 keeps it)',
  noMoreFiles: 'not known: fdtop itself can open no more files',
  notKnown: 'not known',
  denied: (isRoot: boolean) => `permission denied${isRoot ? ', though fdtop is root' : '; run sudo fdtop'}`,
  endOfRecording: (gaps: readonly string[]) =>
    `this is the end of the recording${gaps.map(gap => `; after this: ${gap}`).join('')}`,
  beforeThis: (gap: string) => `before this: ${gap}`,
  brokenLine: 'a line of the recording is cut off or broken',
  cannotLook: (why: string) => `cannot look at the processes: ${why}`,
  demo: (program: string | null, master: number, workers: number, port: number) =>
    `${program ?? 'demo service'}: master ${master} with ${workers} workers, one leaks to 127.0.0.1:${port}`,
});
