import {
  formatBytes,
  formatCount,
  formatDuration,
  formatGrowth,
  formatPercent,
  formatShortCount,
  UNKNOWN,
} from '../model/format.ts';
import type { History } from '../model/history.ts';
import type { Thresholds } from '../model/severity.ts';
import { type ProcessSample, processKey, type Role } from '../model/snapshot.ts';
import { sparkline } from '../model/sparkline.ts';
import { HISTORY_SECONDS } from '../model/trend.ts';
import { SEVERITY_TONES, type Tone } from './theme.ts';

/** What a cell may need besides its process. */
export interface CellContext {
  width: number;
  histories: ReadonlyMap<string, History>;
  thresholds: Thresholds;
}

export interface Column {
  id: string;
  title: string;
  width: number;
  /** Takes what is left of the line, up to this. */
  maxWidth?: number;
  align: 'left' | 'right';
  /** Lower ones stay when the line is short. */
  priority: number;
  text: (process: ProcessSample, context: CellContext) => string;
  tone?: (process: ProcessSample) => Tone;
  /** What it sorts by; null sorts last either way. */
  sort: (process: ProcessSample) => number | string | null;
  /** Shown only where it means something: with many hosts, or with one. Everywhere when absent. */
  only?: 'fleet' | 'host';
  /** Numbers start with the largest. */
  descendingFirst: boolean;
  help: string;
}

const ROLE_NAMES: Record<Role, string> = {
  master: 'master',
  worker: 'worker',
  'dirty-arbiter': 'dirty-arb',
  'dirty-worker': 'dirty-wkr',
  helper: 'helper',
  other: '-',
};
const ROLE_ORDER = Object.keys(ROLE_NAMES);

const bySeverity = ({ severity }: ProcessSample): Tone => SEVERITY_TONES[severity];

/** Not counted yet, which is not the same as not permitted. */
const NOT_YET = '…';
/** A count of at least this age is marked: it was not taken at this tick. */
const STALE_SECONDS = 2;

function fdsText({ fds, fdsUnknown, fdsAgeSeconds }: ProcessSample): string {
  if (fds === null && fdsUnknown === null) return NOT_YET;
  return `${fdsAgeSeconds >= STALE_SECONDS ? '~' : ''}${formatCount(fds)}`;
}

/** THE table of columns, in their order on the screen: layout, sorting, the help screen and README come from it. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'host',
    title: 'HOST',
    width: 10,
    maxWidth: 16,
    align: 'left',
    priority: 0.5,
    text: ({ host }) => host ?? '',
    tone: bySeverity,
    sort: ({ host }) => host ?? null,
    descendingFirst: false,
    only: 'fleet',
    help: 'host that it runs on (fdtop fleet)',
  },
  {
    id: 'instance',
    title: 'INSTANCE',
    width: 12,
    maxWidth: 30,
    align: 'left',
    priority: 6.5,
    text: ({ service }) => service ?? '',
    sort: ({ service }) => service ?? null,
    descendingFirst: false,
    only: 'fleet',
    help: 'unit of its service, or its app (fdtop fleet)',
  },
  {
    id: 'pid',
    title: 'PID',
    width: 7,
    align: 'left',
    priority: 1,
    text: ({ pid }) => String(pid),
    tone: bySeverity,
    sort: ({ pid }) => pid,
    descendingFirst: false,
    help: 'process id, as this machine sees it',
  },
  {
    id: 'role',
    title: 'ROLE',
    width: 9,
    align: 'left',
    priority: 2,
    text: ({ role }) => ROLE_NAMES[role],
    sort: ({ role }) => ROLE_ORDER.indexOf(role),
    descendingFirst: false,
    help: 'master, worker, or a helper that a worker started; dirty-arb and dirty-wkr are those of Gunicorn 25',
  },
  {
    id: 'fds',
    title: 'FDS',
    width: 9,
    align: 'right',
    priority: 0,
    text: fdsText,
    tone: bySeverity,
    sort: ({ fds }) => fds,
    descendingFirst: true,
    help: 'open file descriptors; ? where they may not be counted; ~ where they were counted some seconds ago',
  },
  {
    id: 'limit',
    title: 'LIMIT',
    width: 9,
    align: 'right',
    priority: 7,
    text: ({ limitSoft }) => ((limitSoft ?? 0) < 10_000_000 ? formatCount(limitSoft) : formatShortCount(limitSoft)),
    sort: ({ limitSoft }) => limitSoft,
    descendingFirst: true,
    help: 'soft limit (RLIMIT_NOFILE) that the process lives under now',
  },
  {
    id: 'used',
    title: 'USED',
    width: 6,
    align: 'right',
    priority: 3,
    text: ({ usedPercent }) => formatPercent(usedPercent),
    tone: bySeverity,
    sort: ({ usedPercent }) => usedPercent,
    descendingFirst: true,
    help: 'open file descriptors in percent of the limit',
  },
  {
    id: 'growth',
    title: 'GROWTH',
    width: 8,
    align: 'right',
    priority: 4,
    text: ({ fdsPerSecond }) => formatGrowth(fdsPerSecond),
    tone: ({ fdsPerSecond, severity }) => ((fdsPerSecond ?? 0) > 0 ? SEVERITY_TONES[severity] : 'dim'),
    sort: ({ fdsPerSecond }) => fdsPerSecond,
    descendingFirst: true,
    help: 'file descriptors more per second: the median slope of the last 15 s, or of 2 min for slow leaks',
  },
  {
    id: 'full-in',
    title: 'FULL IN',
    width: 9,
    align: 'right',
    priority: 5,
    text: ({ secondsToLimit }) => formatDuration(secondsToLimit),
    tone: ({ secondsToLimit, severity }) => (secondsToLimit === null ? 'dim' : SEVERITY_TONES[severity]),
    // No end in sight is the longest time of all.
    sort: ({ secondsToLimit }) => secondsToLimit ?? Number.POSITIVE_INFINITY,
    descendingFirst: false,
    help: 'time until the limit is reached at this growth; - when it does not grow steadily',
  },
  {
    id: 'history',
    title: 'LAST 2 MIN',
    width: 12,
    maxWidth: 24,
    align: 'left',
    priority: 6,
    text: (process, { width, histories, thresholds }) => {
      const points = histories.get(processKey(process))?.points ?? [];
      return sparkline(points, { width, seconds: HISTORY_SECONDS, marks: [thresholds.warn, thresholds.leak] });
    },
    tone: bySeverity,
    sort: ({ fdsPerSecond }) => fdsPerSecond,
    descendingFirst: true,
    help: 'open file descriptors over the last 2 minutes; its top is the next threshold, or its highest count',
  },
  {
    id: 'cpu',
    title: 'CPU%',
    width: 6,
    align: 'right',
    priority: 9,
    text: ({ cpuPercent }) => (cpuPercent === null ? '-' : cpuPercent.toFixed(cpuPercent < 999.95 ? 1 : 0)),
    sort: ({ cpuPercent }) => cpuPercent,
    descendingFirst: true,
    only: 'host',
    help: 'processor time in percent of one core',
  },
  {
    id: 'memory',
    title: 'MEM',
    width: 5,
    align: 'right',
    priority: 10,
    text: ({ rssBytes }) => formatBytes(rssBytes),
    sort: ({ rssBytes }) => rssBytes,
    descendingFirst: true,
    only: 'host',
    help: 'resident memory',
  },
  {
    id: 'age',
    title: 'AGE',
    width: 6,
    align: 'right',
    priority: 8,
    text: ({ ageSeconds }) => formatDuration(ageSeconds),
    sort: ({ ageSeconds }) => ageSeconds,
    descendingFirst: true,
    help: 'time since the process started',
  },
  {
    id: 'user',
    title: 'USER',
    width: 9,
    align: 'left',
    priority: 11,
    text: ({ user }) => user || UNKNOWN,
    sort: ({ user }) => user,
    descendingFirst: false,
    help: 'user that the process runs as',
  },
  {
    id: 'command',
    title: 'COMMAND',
    width: 16,
    maxWidth: 200,
    align: 'left',
    priority: 12,
    text: ({ command }) => command,
    sort: ({ command }) => command,
    descendingFirst: false,
    help: 'command line or title',
  },
];

/** With every process on the screen the command tells them apart: it comes before all that is nice to have. */
const COMMAND_PRIORITY_OF_ALL = 2.5;
/** Each column is followed by one space. */
const GAP = 1;

export interface PlacedColumn {
  column: Column;
  width: number;
}

/** Those that mean something here. */
export function columnsOf(isFleet: boolean): readonly Column[] {
  return COLUMNS.filter(({ only }) => only === undefined || only === (isFleet ? 'fleet' : 'host'));
}

/** The columns that fit into `width`, most important first, shown in their order; what is left goes to the elastic ones. */
export function layoutColumns(width: number, showsAll: boolean, isFleet = false): PlacedColumn[] {
  const columns = columnsOf(isFleet);
  const priority = (column: Column) =>
    showsAll && column.id === 'command' ? COMMAND_PRIORITY_OF_ALL : column.priority;
  const chosen = new Set<Column>();
  let left = width;
  for (const column of [...columns].sort((a, b) => priority(a) - priority(b))) {
    if (column.width + GAP > left) break;
    left -= column.width + GAP;
    chosen.add(column);
  }
  return columns
    .filter(column => chosen.has(column))
    .map(column => {
      const extra = Math.min(left, (column.maxWidth ?? column.width) - column.width);
      left -= extra;
      return { column, width: column.width + extra };
    });
}
