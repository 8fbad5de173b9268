import { formatCount, formatGrowth, formatPercent, plural } from '../format.ts';
import type { Evidence } from './evidence.ts';
import { isWorthALook, percent, siblingLines } from './suspect.ts';
import type { Verdict } from './verdict.ts';

const REASONS: Record<NonNullable<Evidence['unread']>, string> = {
  permission: 'its open files may not be read by this user',
  recording: 'a recording holds how many files are open, not what they are',
  gone: 'it ended before its open files were read',
};

const WAYS: Record<NonNullable<Evidence['unread']>, string> = {
  permission: 'Run it as root: it then sees what the files are, and who holds them.',
  recording: 'Ask the living process, while it leaks: fdtop diagnose --worst.',
  gone: 'Ask its successor: fdtop diagnose --worst.',
};

/** What the open files are is not known. */
export function unknown(evidence: Evidence): Verdict | null {
  const { process, unread } = evidence;
  if (unread === null) return null;
  const { fds } = process;
  if (unread === 'recording' && fds !== null && !isWorthALook(evidence)) return null;
  const title =
    fds !== null && isWorthALook(evidence)
      ? 'It holds too many open files, but what they are cannot be told'
      : 'What its open files are cannot be told';
  return {
    id: 'unknown',
    title,
    confidence: 'low',
    evidence: [REASONS[unread], ...countLines(evidence)],
    advice: [WAYS[unread]],
    fds: 0,
  };
}

/** Nothing found, and nothing to find. */
export function healthy(evidence: Evidence): Verdict | null {
  if (evidence.process.fds === null || isWorthALook(evidence)) return null;
  return {
    id: 'healthy',
    title: 'It is healthy: few open files, far from the limit, not growing',
    confidence: evidence.groups && evidence.groupsOf === 'process' ? 'high' : 'medium',
    evidence: countLines(evidence),
    advice: ['Nothing to do. fdtop watch tells when that changes.'],
    fds: 0,
  };
}

/** Worth a look, and like no cause that is known: what there is the most of is told all the same. */
export function unexplained(evidence: Evidence): Verdict | null {
  const groups = evidence.groups ?? [];
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return {
    id: 'unexplained',
    title: 'Worth a look, but like none of the causes that are known',
    confidence: 'low',
    evidence: [
      ...countLines(evidence),
      ...groups
        .slice(0, 3)
        .map(({ count, label }) => `${formatCount(count)} (${percent(count / Math.max(1, total))}) are ${label}`),
    ],
    advice: [
      'Look again while it is under load: growth shows which of them is the leak.',
      `See all of them: fdtop types ${evidence.process.pid} --exact. Every open() needs its close():`,
      '  with open(path) as file: ...',
    ],
    fds: 0,
  };
}

function countLines(evidence: Evidence): string[] {
  const { process, growth } = evidence;
  const { fds, limitSoft, usedPercent } = process;
  if (fds === null) return ['how many files it has open is not known either'];
  const used = limitSoft === null ? '' : `, ${formatPercent(usedPercent)} of its soft limit ${formatCount(limitSoft)}`;
  const over = growth.seconds === null ? '' : ` over ${Math.max(1, Math.round(growth.seconds))} s`;
  return [
    `${plural(fds, 'open file')}${used}`,
    ...(growth.perSecond === null ? [] : [`growth ${formatGrowth(growth.perSecond)}${over}`]),
    ...siblingLines(evidence),
  ];
}
