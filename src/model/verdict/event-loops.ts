import { words } from '../../words/words.ts';
import type { Evidence, EvidenceGroup } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** A process needs a few of these; an event loop per request leaves one or two each time. */
export function eventLoops(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, isLoop);
  if (!suspect) return null;
  const said = words().verdicts.eventLoops;
  return {
    id: 'event-loops',
    title: said.title,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), said.parts],
    advice: said.advice,
    fds: suspect.count,
  };
}

export function isLoop({ kind }: Pick<EvidenceGroup, 'kind'>): boolean {
  return kind === 'eventpoll' || kind === 'eventfd';
}
