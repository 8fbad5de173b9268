import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Sockets that are in no table of the kernel: never connected, or reset by the peer, and open all the same. */
export function socketsWithoutPeer(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind }) => kind === 'socket-unlisted');
  if (!suspect) return null;
  const said = words().verdicts.socketsWithoutPeer;
  return {
    id: 'sockets-without-peer',
    title: said.title,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), said.what],
    advice: said.advice,
    fds: suspect.count,
  };
}
