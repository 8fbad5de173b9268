import { words } from '../../words/words.ts';
import { formatCount, formatDecimal } from '../format.ts';
import type { Evidence, EvidenceGroup, Growth } from './evidence.ts';
import type { Confidence } from './verdict.ts';

/** A cause of so few open files is none. */
const FEWEST = 50;
const SMALLEST_SHARE = 0.05;
/** In a process that is to have under `warn`, a quarter of that of one sort is worth to be told. */
const PART_OF_WARN = 4;

const HALF_FULL_PERCENT = 50;
const TIMES_ITS_SIBLINGS = 4;
const FEWEST_TO_OUTGROW = 200;
/** Fds per second from which a group is seen to grow within seconds. */
const GROWS = 0.9;

/** Groups that may be a leak together. */
export interface Suspect {
  groups: readonly EvidenceGroup[];
  count: number;
  /** Of all that was looked at. */
  share: number;
  perSecond: number | null;
}

/** The groups that match, if they are so many, in a process that is worth a look, that they may be a cause. */
export function suspectOf(evidence: Evidence, matches: (group: EvidenceGroup) => boolean): Suspect | null {
  const all = evidence.groups ?? [];
  const groups = all.filter(matches);
  const count = sum(groups);
  if (count < FEWEST || !isWorthALook(evidence)) return null;
  const share = count / Math.max(1, sum(all));
  const known = groups.filter(({ perSecond }) => perSecond !== null);
  const perSecond = known.length === 0 ? null : known.reduce((total, group) => total + group.perSecond!, 0);
  const suspect = { groups, count, share, perSecond };
  const isMuch = share >= SMALLEST_SHARE || count * PART_OF_WARN >= evidence.thresholds.warn;
  return isMuch || isGrowing(suspect) ? suspect : null;
}

/** Many open files, a limit that is half used, many more than the siblings, or growth: else nothing is looked for. */
export function isWorthALook(evidence: Evidence): boolean {
  const { process, thresholds, growth } = evidence;
  if ((process.fds ?? 0) >= thresholds.warn || (process.usedPercent ?? 0) >= HALF_FULL_PERCENT) return true;
  return growth.sustained || timesSiblings(evidence) >= TIMES_ITS_SIBLINGS;
}

export function isGrowing({ perSecond }: Pick<Suspect, 'perSecond'>): boolean {
  return perSecond !== null && perSecond >= GROWS;
}

/** How sure it is that these leak: they are many in themselves, grow, or are many more than in the siblings. */
export function confidenceIn(evidence: Evidence, suspect: Suspect, most: Confidence = 'high'): Confidence {
  const { thresholds, growth } = evidence;
  const leaks = suspect.count >= thresholds.warn || timesSiblings(evidence) >= TIMES_ITS_SIBLINGS;
  const grows = isGrowing(suspect) && growth.sustained;
  const sure = (leaks || grows) && (suspect.share >= 0.25 || suspect.count >= thresholds.leak);
  return sure ? most : most === 'low' ? 'low' : 'medium';
}

/** What speaks for a suspect, in sentences: how many of what, how fast, and how many the siblings have. */
export function suspectLines(evidence: Evidence, suspect: Suspect): string[] {
  const said = words().evidence;
  const { groups, count, share, perSecond } = suspect;
  const whose = evidence.groupsOf === 'user' ? said.socketsOf(evidence.process.user) : said.openFiles;
  const [first, ...rest] = groups;
  const ofFirst = rest.length === 0 ? null : first!.count;
  const lines = [said.are(count, whose, percent(share), words().typesReport.label(first!.label), ofFirst, rest.length)];
  const seconds = wholeSeconds(evidence.growth);
  if (perSecond !== null) lines.push(isGrowing(suspect) ? said.grow(perSecond, seconds) : said.flat(seconds));
  return [...lines, ...siblingLines(evidence)];
}

/** How many the other workers hold; nothing where there are none. */
export function siblingLines({ siblings }: Evidence): string[] {
  if (siblings.length === 0) return [];
  const lowest = formatCount(Math.min(...siblings));
  const highest = formatCount(Math.max(...siblings));
  const said = words().evidence;
  return [said.siblings(siblings.length, said.range(lowest, highest))];
}

/** How many times as many it has as the median of its siblings; 0 where that says nothing. */
export function timesSiblings({ process, siblings }: Evidence): number {
  const sorted = [...siblings].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  if (median === undefined || process.fds === null || process.fds < FEWEST_TO_OUTGROW) return 0;
  return process.fds / Math.max(1, median);
}

export function percent(share: number): string {
  return `${formatDecimal(share * 100, share >= 0.9995 ? 0 : 1)}%`;
}

/** How long was looked, for a sentence; null when that is not known. */
export function wholeSeconds({ seconds }: Growth): number | null {
  return seconds === null ? null : Math.max(1, Math.round(seconds));
}

function sum(groups: readonly EvidenceGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}
