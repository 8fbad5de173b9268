import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { databaseOf, isClient, listenerLines } from './sockets.ts';
import { confidenceIn, isGrowing, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** ESTABLISHED and no more of them: a pool that is larger than what it is used for. */
export function idleClientPool(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(
    evidence,
    group => isClient(group) && group.state === 'ESTABLISHED' && databaseOf(group) === null,
  );
  if (!suspect || isGrowing(suspect) || (suspect.perSecond === null && evidence.growth.sustained)) return null;
  const said = words().verdicts.idleClientPool;
  return {
    id: 'idle-client-pool',
    title: said.title,
    confidence: confidenceIn(evidence, suspect, 'medium'),
    evidence: [...suspectLines(evidence, suspect), ...listenerLines(suspect.groups)],
    advice: said.advice,
    fds: suspect.count,
  };
}
