import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { siblingLines, timesSiblings, wholeSeconds } from './suspect.ts';
import type { Verdict } from './verdict.ts';

const NEARLY_FULL_PERCENT = 80;
/** Of what nobody needs: what a closed peer, or nothing at all, is at the other end of. */
const LARGEST_LEFTOVER = 0.3;
const ALIKE = 2;

/** Near its limit, and yet it does not grow and is no larger than its siblings: the limit is the matter. */
export function limitTooLow(evidence: Evidence): Verdict | null {
  const { process, growth, siblings, instance, groups, groupsOf } = evidence;
  const { fds, limitSoft, usedPercent } = process;
  if (fds === null || limitSoft === null || usedPercent === null || usedPercent < NEARLY_FULL_PERCENT) return null;
  if (growth.sustained || leftoverShare(evidence) > LARGEST_LEFTOVER) return null;
  const isAlike = siblings.length > 0 && timesSiblings(evidence) <= ALIKE;
  const configured = instance?.configuredLimit ?? null;
  const waits = configured !== null && configured > limitSoft;
  const said = words().verdicts.limitTooLow;
  return {
    id: 'limit-too-low',
    title: said.title,
    // Whether something is left over cannot be seen without its fds.
    confidence: !groups || groupsOf === 'user' ? 'low' : isAlike ? 'high' : 'medium',
    evidence: [
      said.used(fds, usedPercent, limitSoft),
      growth.perSecond === null ? said.growthUnknown : said.noGrowth(wholeSeconds(growth)),
      ...siblingLines(evidence),
      ...(waits ? [said.configured(instance!.unit ?? said.manager, configured)] : []),
    ],
    advice: [
      said.raise(process.pid, suggested(fds)),
      waits ? said.restart : said.forGood,
      said.line(suggested(fds)),
      said.select,
    ],
    fds,
  };
}

function leftoverShare({ groups }: Evidence): number {
  if (!groups) return 0;
  const sum = (some: typeof groups) => some.reduce((total, { count }) => total + count, 0);
  const leftover = groups.filter(
    ({ kind, state }) => state === 'CLOSE_WAIT' || kind === 'socket-unlisted' || kind === 'deleted-file',
  );
  return sum(leftover) / Math.max(1, sum(groups));
}

/** Four times what it has now, up to the next power of two. */
function suggested(fds: number): number {
  return Math.max(4096, 2 ** Math.ceil(Math.log2(4 * fds)));
}
