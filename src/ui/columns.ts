import { formatBytes, formatDuration, formatPercent, UNKNOWN } from '../model/format.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import { type Words, words } from '../words/words.ts';
import { cpuText, fdsText, growthText, historyText, limitText, ROLE_NAMES, serviceName } from './cells.ts';
import type { Column } from './column.ts';
import { SEVERITY_TONES, type Tone } from './theme.ts';

const ROLES = Object.keys(ROLE_NAMES);
const RANKS = ['ok', 'elevated', 'leaking', 'critical'];

const bySeverity = ({ severity }: ProcessSample): Tone => SEVERITY_TONES[severity];

/** A column without what it is called. */
type Entry = Omit<Column, 'title' | 'help'> & { id: keyof Words['columns'] };

const ENTRIES: readonly Entry[] = [
  {
    id: 'host',
    width: 10,
    maxWidth: 16,
    align: 'left',
    cut: 'middle',
    priority: 0.5,
    text: ({ host }) => host ?? '',
    tone: bySeverity,
    sort: ({ host }) => host ?? null,
    descendingFirst: false,
    filter: { kind: 'text', value: ({ host }) => host ?? null },
    only: 'fleet',
  },
  {
    id: 'instance',
    width: 12,
    maxWidth: 30,
    align: 'left',
    cut: 'middle',
    priority: 6.5,
    text: (process, { instance }) => serviceName(process, instance) ?? '',
    sort: serviceName,
    descendingFirst: false,
    filter: {
      kind: 'text',
      value: (process, instance) =>
        [serviceName(process, instance), instance?.unit, instance?.name].filter(name => name != null),
    },
    hidden: 'on-one-host',
  },
  {
    id: 'pid',
    width: 7,
    align: 'left',
    priority: 1,
    text: ({ pid }) => String(pid),
    tone: bySeverity,
    sort: ({ pid }) => pid,
    descendingFirst: false,
    filter: { kind: 'count', value: ({ pid }) => pid },
  },
  {
    id: 'ppid',
    width: 7,
    align: 'left',
    priority: 13,
    text: ({ ppid }) => String(ppid),
    sort: ({ ppid }) => ppid,
    descendingFirst: false,
    filter: { kind: 'count', value: ({ ppid }) => ppid },
    only: 'host',
    hidden: 'everywhere',
  },
  {
    id: 'role',
    width: 9,
    align: 'left',
    priority: 2,
    text: ({ role }) => ROLE_NAMES[role],
    sort: ({ role }) => ROLES.indexOf(role),
    descendingFirst: false,
    filter: {
      kind: 'text',
      value: ({ role }) => [role, ROLE_NAMES[role]],
      words: [...ROLES, ROLE_NAMES['dirty-arbiter'], ROLE_NAMES['dirty-worker']],
    },
  },
  {
    id: 'fds',
    width: 9,
    align: 'right',
    priority: 0,
    text: fdsText,
    tone: bySeverity,
    sort: ({ fds }) => fds,
    descendingFirst: true,
    filter: { kind: 'count', value: ({ fds }) => fds },
  },
  {
    id: 'limit',
    width: 9,
    align: 'right',
    priority: 7,
    text: limitText,
    sort: ({ limitSoft }) => limitSoft,
    descendingFirst: true,
    filter: { kind: 'count', value: ({ limitSoft }) => limitSoft },
  },
  {
    id: 'used',
    width: 6,
    align: 'right',
    priority: 3,
    text: ({ usedPercent }) => formatPercent(usedPercent),
    tone: bySeverity,
    sort: ({ usedPercent }) => usedPercent,
    descendingFirst: true,
    filter: { kind: 'percent', value: ({ usedPercent }) => usedPercent },
  },
  {
    id: 'growth',
    width: 8,
    align: 'right',
    priority: 4,
    text: growthText,
    tone: ({ fdsPerSecond, severity }) => ((fdsPerSecond ?? 0) > 0 ? SEVERITY_TONES[severity] : 'dim'),
    sort: ({ fdsPerSecond }) => fdsPerSecond,
    descendingFirst: true,
    filter: { kind: 'rate', value: ({ fdsPerSecond }) => fdsPerSecond },
  },
  {
    id: 'full-in',
    width: 9,
    align: 'right',
    priority: 5,
    text: ({ secondsToLimit }) => formatDuration(secondsToLimit),
    tone: ({ secondsToLimit, severity }) => (secondsToLimit === null ? 'dim' : SEVERITY_TONES[severity]),
    // No end in sight is the longest time of all.
    sort: ({ secondsToLimit }) => secondsToLimit ?? Number.POSITIVE_INFINITY,
    descendingFirst: false,
    filter: { kind: 'duration', aka: ['full'], value: ({ secondsToLimit }) => secondsToLimit },
  },
  {
    id: 'history',
    width: 12,
    maxWidth: 24,
    align: 'left',
    priority: 6,
    text: historyText,
    tone: bySeverity,
    sort: ({ fdsPerSecond }) => fdsPerSecond,
    descendingFirst: true,
    filter: null,
  },
  {
    id: 'cpu',
    width: 6,
    align: 'right',
    priority: 9,
    text: cpuText,
    sort: ({ cpuPercent }) => cpuPercent,
    descendingFirst: true,
    filter: { kind: 'percent', value: ({ cpuPercent }) => cpuPercent },
    only: 'host',
    costs: true,
  },
  {
    id: 'memory',
    width: 5,
    align: 'right',
    priority: 10,
    text: ({ rssBytes }) => formatBytes(rssBytes),
    sort: ({ rssBytes }) => rssBytes,
    descendingFirst: true,
    filter: { kind: 'bytes', aka: ['mem'], value: ({ rssBytes }) => rssBytes },
    only: 'host',
    costs: true,
  },
  {
    id: 'age',
    width: 6,
    align: 'right',
    priority: 8,
    text: ({ ageSeconds }) => formatDuration(ageSeconds),
    sort: ({ ageSeconds }) => ageSeconds,
    descendingFirst: true,
    filter: { kind: 'duration', value: ({ ageSeconds }) => ageSeconds },
  },
  {
    id: 'user',
    width: 9,
    align: 'left',
    cut: 'middle',
    priority: 11,
    text: ({ user }) => user || UNKNOWN,
    sort: ({ user }) => user,
    descendingFirst: false,
    filter: { kind: 'text', value: ({ user }) => user || null },
  },
  {
    id: 'severity',
    width: 10,
    align: 'left',
    priority: 14,
    text: ({ severity }) => severity,
    tone: bySeverity,
    sort: ({ severity }) => SEVERITIES.length - SEVERITIES.indexOf(severity),
    descendingFirst: true,
    filter: { kind: 'text', value: ({ severity }) => severity, words: SEVERITIES, ranks: RANKS },
    hidden: 'everywhere',
  },
  {
    id: 'command',
    width: 16,
    maxWidth: 200,
    align: 'left',
    cut: 'middle',
    priority: 12,
    text: ({ command }) => command,
    sort: ({ command }) => command,
    descendingFirst: false,
    filter: { kind: 'text', value: ({ command }) => command || null },
  },
];

/**
 * THE table of columns, in their order on the screen: layout, sorting, filters, the chooser, the help screen and README come
 * from it. Their titles and helps are in src/words, asked for when they are shown.
 */
export const COLUMNS: readonly Column[] = ENTRIES.map(entry => ({
  ...entry,
  get title() {
    return words().columns[entry.id].title;
  },
  get help() {
    return words().columns[entry.id].help;
  },
}));
