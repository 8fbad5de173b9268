import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { percent } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Listeners, logs and heartbeats are shared by all workers: more than these is not. */
const FEWEST = 50;
const SMALLEST_SHARE = 0.1;

/** The same open files in the master: each worker has them from birth, and killing it brings them back. */
export function inheritedFromMaster({ process, shared }: Evidence): Verdict | null {
  if (!shared || process.fds === null || shared.count < FEWEST) return null;
  const share = shared.count / Math.max(1, process.fds);
  if (share < SMALLEST_SHARE) return null;
  const { masterPid, count, inSibling, examples } = shared;
  const said = words().verdicts.inheritedFromMaster;
  return {
    id: 'inherited-from-master',
    title: said.title,
    confidence: inSibling === null || inSibling >= count / 2 ? 'high' : 'medium',
    evidence: [
      said.inMaster(count, process.fds, percent(share), masterPid),
      ...(inSibling === null ? [] : [said.inSibling(inSibling)]),
      ...examples.map(said.example),
    ],
    advice: said.advice,
    fds: count,
  };
}
