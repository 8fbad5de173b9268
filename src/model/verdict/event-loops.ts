import type { Evidence, EvidenceGroup } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** A process needs a few of these; an event loop per request leaves one or two each time. */
export function eventLoops(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, isLoop);
  if (!suspect) return null;
  return {
    id: 'event-loops',
    title: 'Event loops are made and not closed',
    confidence: confidenceIn(evidence, suspect),
    evidence: [
      ...suspectLines(evidence, suspect),
      'an asyncio loop is one epoll and a pair of unix sockets; a gevent hub an epoll and an eventfd',
    ],
    advice: [
      'asyncio.run(main()) closes its loop. One that is made by hand must be closed:',
      '  loop = asyncio.new_event_loop()',
      '  try: loop.run_until_complete(main())',
      '  finally: loop.close()',
      'Do not make a loop, a selector or an async client for each request or each thread.',
    ],
    fds: suspect.count,
  };
}

export function isLoop({ kind }: Pick<EvidenceGroup, 'kind'>): boolean {
  return kind === 'eventpoll' || kind === 'eventfd';
}
