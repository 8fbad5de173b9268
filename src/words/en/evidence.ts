import { formatCount, formatGrowth, formatPercent, plural } from '../../model/format.ts';

const over = (seconds: number | null) => (seconds === null ? '' : ` in the last ${seconds} s`);

/** What speaks for a verdict, whichever it is. A line of advice that begins with two spaces is code. */
export const evidence = () => ({
  socketsOf: (user: string) => `sockets of user ${user}`,
  openFiles: 'open files',
  are: (count: number, whose: string, percent: string, label: string, first: number | null, others: number) =>
    `${formatCount(count)} ${whose} (${percent}) are ${label}${first === null ? '' : ` × ${formatCount(first)}`}${others === 0 ? '' : `, and ${plural(others, 'smaller group')}`}`,
  range: (lowest: string, highest: string) => (lowest === highest ? lowest : `${lowest} to ${highest}`),
  siblings: (count: number, range: string) =>
    `${plural(count, 'other worker')} of it ${count === 1 ? 'holds' : 'hold'} ${range}`,
  grow: (perSecond: number, seconds: number | null) => `they grow by ${formatGrowth(perSecond)}${over(seconds)}`,
  flat: (seconds: number | null) =>
    seconds === null ? 'they do not grow now' : `they did not grow in the last ${seconds} s`,
  listener: (peer: string, name: string, pid: number) => `behind ${peer} listens ${name} (pid ${pid}) on this machine`,
  guess: (user: string) => `a guess: these are all sockets of user ${user}; those of the process may not be read`,
  notCounted: 'how many files it has open is not known either',
  count: (fds: number, used: number | null, limit: number | null) =>
    `${plural(fds, 'open file')}${limit === null ? '' : `, ${formatPercent(used)} of its soft limit ${formatCount(limit)}`}`,
  growth: (perSecond: number, seconds: number | null) =>
    `growth ${formatGrowth(perSecond)}${seconds === null ? '' : ` over ${seconds} s`}`,
  part: (count: number, percent: string, label: string) => `${formatCount(count)} (${percent}) are ${label}`,
});

/** Where no cause is found. */
export const fallbacks = () => ({
  permission: {
    reason: 'its open files may not be read by this user',
    way: 'Run it as root: it then sees what the files are, and who holds them.',
  },
  recording: {
    reason: 'a recording holds how many files are open, not what they are',
    way: 'Ask the living process, while it leaks: fdtop diagnose --worst.',
  },
  gone: {
    reason: 'it ended before its open files were read',
    way: 'Ask its successor: fdtop diagnose --worst.',
  },
  tooMany: 'It holds too many open files, but what they are cannot be told',
  cannotTell: 'What its open files are cannot be told',
  healthy: 'It is healthy: few open files, far from the limit, not growing',
  nothingToDo: 'Nothing to do. fdtop watch tells when that changes.',
  unexplained: 'Worth a look, but like none of the causes that are known',
  lookAgain: (pid: number) => [
    'Look again while it is under load: growth shows which of them is the leak.',
    `See all of them: fdtop types ${pid} --exact. Every open() needs its close():`,
    '  with open(path) as file: ...',
  ],
});
