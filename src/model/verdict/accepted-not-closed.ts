import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { acceptedOn } from './sockets.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Connections that clients made: closed by the client and not here (CLOSE_WAIT), or more than can be in use. */
export function acceptedNotClosed(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, group => acceptedOn(group) !== null);
  if (!suspect) return null;
  const halfClosed = suspect.groups.filter(({ state }) => state === 'CLOSE_WAIT');
  const isLeak = halfClosed.reduce((sum, { count }) => sum + count, 0) >= suspect.count / 2;
  const said = words().verdicts.acceptedNotClosed;
  return {
    id: 'accepted-not-closed',
    title: isLeak ? said.leak : said.many,
    confidence: confidenceIn(evidence, suspect, isLeak ? 'high' : 'low'),
    evidence: [...suspectLines(evidence, suspect), ...(isLeak ? [said.closeWait] : [])],
    advice: isLeak ? said.leakAdvice : said.manyAdvice,
    fds: suspect.count,
  };
}
