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
  return {
    id: 'accepted-not-closed',
    title: isLeak
      ? 'Connections of clients are not closed after the client has gone'
      : 'Very many clients are connected, or their connections are kept',
    confidence: confidenceIn(evidence, suspect, isLeak ? 'high' : 'low'),
    evidence: [
      ...suspectLines(evidence, suspect),
      ...(isLeak ? ['CLOSE_WAIT: the client has closed the connection, this process has not'] : []),
    ],
    advice: isLeak
      ? [
          'Something keeps the request or its socket: streaming answers, websockets, a handler that never ends.',
          'End the generator of a streamed answer:',
          '  try: yield from chunks',
          '  finally: source.close()',
          'Do not keep environ, request or gunicorn.socket in a list, a cache or a closure.',
        ]
      : [
          'Bound what a worker takes: --worker-connections, and --keep-alive 2 behind a proxy.',
          'Let the proxy in front keep the slow clients (nginx: proxy_buffering on).',
          'Websockets and long polling need one open file for each client: raise the limit for them.',
        ],
    fds: suspect.count,
  };
}
