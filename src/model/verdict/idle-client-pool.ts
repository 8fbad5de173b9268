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
  return {
    id: 'idle-client-pool',
    title: 'A pool of client connections is kept open and does not grow',
    confidence: confidenceIn(evidence, suspect, 'medium'),
    evidence: [...suspectLines(evidence, suspect), ...listenerLines(suspect.groups)],
    advice: [
      'Bound the pool, and let idle connections go:',
      '  session.mount("https://", HTTPAdapter(pool_connections=10, pool_maxsize=10))',
      '  httpx.Client(limits=httpx.Limits(max_connections=50, keepalive_expiry=30))',
      'One pool for the process: a pool per request or per thread multiplies it.',
      'If it is meant to be so large, raise the limit: it is then no leak.',
    ],
    fds: suspect.count,
  };
}
