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
  return {
    id: 'client-connections-kept',
    title: 'Client connections are made again and again, and stay open',
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), ...listenerLines(suspect.groups)],
    advice: [
      'Make one client for the process, and use it for every request:',
      '  SESSION = requests.Session()  # at module level, not in the view',
      'or close it where it was made: with httpx.Client() as client.',
      'For streaming or gRPC: one channel, and channel.close() when it is done.',
    ],
    fds: suspect.count,
  };
}
