import { words } from '../../words/words.ts';
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
  const said = words().verdicts.httpClientNotClosed;
  return {
    id: 'http-client-not-closed',
    title: isHttp ? said.http : said.alike,
    confidence: confidenceIn(evidence, suspect, suspect.groups.some(isServicePort) ? 'high' : 'medium'),
    evidence: [...suspectLines(evidence, suspect), said.closeWait, ...listenerLines(suspect.groups)],
    advice: said.advice,
    fds: suspect.count,
  };
}
