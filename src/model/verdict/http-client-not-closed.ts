import type { Evidence } from './evidence.ts';
import { databaseOf, isClient, isServicePort, listenerLines } from './sockets.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

const HTTP_PORTS = /:(?:80|443|3000|5000|8000|8008|8080|8081|8443|8888|9200)$/;

/** CLOSE_WAIT: the server has closed, this process has not. The shape of a client that is kept and never closed. */
export function httpClientNotClosed(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(
    evidence,
    group => isClient(group) && group.state === 'CLOSE_WAIT' && databaseOf(group) === null,
  );
  if (!suspect) return null;
  const isHttp = suspect.groups.some(({ peer }) => HTTP_PORTS.test(peer!));
  return {
    id: 'http-client-not-closed',
    title: `${isHttp ? 'HTTP client connections' : 'Client connections (HTTP, or alike)'} are not closed`,
    confidence: confidenceIn(evidence, suspect, suspect.groups.some(isServicePort) ? 'high' : 'medium'),
    evidence: [
      ...suspectLines(evidence, suspect),
      'CLOSE_WAIT: the server has closed the connection, this process has not',
      ...listenerLines(suspect.groups),
    ],
    advice: [
      'Close each connection, whatever happens:',
      '  conn = http.client.HTTPSConnection(host, timeout=10)',
      '  try: ...',
      '  finally: conn.close()',
      'or let with do it: with requests.Session() as session, with httpx.Client() as client.',
      'Better, reuse one Session for the whole process, and read each answer to its end.',
      'Do not keep clients in a list, a cache or a class attribute without closing them.',
    ],
    fds: suspect.count,
  };
}
