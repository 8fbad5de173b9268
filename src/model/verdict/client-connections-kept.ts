import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { databaseOf, isClient, listenerLines } from './sockets.ts';
import { confidenceIn, isGrowing, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** ESTABLISHED and more of them by the second: a client per request, each of which stays connected. */
export function clientConnectionsKept(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(
    evidence,
    group => isClient(group) && group.state === 'ESTABLISHED' && databaseOf(group) === null,
  );
  if (!suspect || !isGrowing(suspect)) return null;
  const said = words().verdicts.clientConnectionsKept;
  return {
    id: 'client-connections-kept',
    title: said.title,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), ...listenerLines(suspect.groups)],
    advice: said.advice,
    fds: suspect.count,
  };
}
