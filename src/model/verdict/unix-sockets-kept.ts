import { words } from '../../words/words.ts';
import { isLoop } from './event-loops.ts';
import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** An asyncio loop wakes itself through a pair of them. */
const PER_LOOP = 2;

/** Unix sockets beyond those that event loops bring: a local database, a log daemon, socketpairs. */
export function unixSocketsKept(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind, state }) => kind === 'unix' && state !== 'LISTEN');
  if (!suspect) return null;
  const loops = (evidence.groups ?? []).filter(isLoop).reduce((sum, { count }) => sum + count, 0);
  if (suspect.count <= PER_LOOP * loops * 1.1) return null;
  const said = words().verdicts.unixSocketsKept;
  return {
    id: 'unix-sockets-kept',
    title: said.title,
    confidence: confidenceIn(evidence, suspect, 'medium'),
    evidence: suspectLines(evidence, suspect),
    advice: said.advice,
    fds: suspect.count,
  };
}
