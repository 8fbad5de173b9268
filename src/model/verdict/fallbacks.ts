import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { isWorthALook, percent, siblingLines, wholeSeconds } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** What the open files are is not known. */
export function unknown(evidence: Evidence): Verdict | null {
  const { process, unread } = evidence;
  if (unread === null) return null;
  const { fds } = process;
  if (unread === 'recording' && fds !== null && !isWorthALook(evidence)) return null;
  const title = fds !== null && isWorthALook(evidence) ? words().fallbacks.tooMany : words().fallbacks.cannotTell;
  return {
    id: 'unknown',
    title,
    confidence: 'low',
    evidence: [words().fallbacks[unread].reason, ...countLines(evidence)],
    advice: [words().fallbacks[unread].way],
    fds: 0,
  };
}

/** Nothing found, and nothing to find. */
export function healthy(evidence: Evidence): Verdict | null {
  if (evidence.process.fds === null || isWorthALook(evidence)) return null;
  return {
    id: 'healthy',
    title: words().fallbacks.healthy,
    confidence: evidence.groups && evidence.groupsOf === 'process' ? 'high' : 'medium',
    evidence: countLines(evidence),
    advice: [words().fallbacks.nothingToDo],
    fds: 0,
  };
}

/** Worth a look, and like no cause that is known: what there is the most of is told all the same. */
export function unexplained(evidence: Evidence): Verdict | null {
  const groups = evidence.groups ?? [];
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return {
    id: 'unexplained',
    title: words().fallbacks.unexplained,
    confidence: 'low',
    evidence: [
      ...countLines(evidence),
      ...groups
        .slice(0, 3)
        .map(({ count, label }) =>
          words().evidence.part(count, percent(count / Math.max(1, total)), words().typesReport.label(label)),
        ),
    ],
    advice: words().fallbacks.lookAgain(evidence.process.pid),
    fds: 0,
  };
}

function countLines(evidence: Evidence): string[] {
  const { process, growth } = evidence;
  const { fds, limitSoft, usedPercent } = process;
  const said = words().evidence;
  if (fds === null) return [said.notCounted];
  return [
    said.count(fds, usedPercent, limitSoft),
    ...(growth.perSecond === null ? [] : [said.growth(growth.perSecond, wholeSeconds(growth))]),
    ...siblingLines(evidence),
  ];
}
