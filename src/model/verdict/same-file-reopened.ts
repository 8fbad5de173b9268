import { words } from '../../words/words.ts';
import type { Evidence, EvidenceGroup } from './evidence.ts';
import { isLog, isOneFile, isSqlite, pathOf } from './files.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** A file need not be opened more often than this at once. */
const OFTEN = 50;

/** One regular file, opened again and again. */
export function sameFileReopened(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, group => group.kind === 'file' && isOneFile(group) && group.count >= OFTEN);
  if (!suspect) return null;
  const first = suspect.groups[0]!;
  const said = words().verdicts.sameFileReopened;
  return {
    id: 'same-file-reopened',
    title: said.title(pathOf(first)),
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), said.times(pathOf(first), first.count)],
    advice: adviceFor(first),
    fds: suspect.count,
  };
}

function adviceFor(group: EvidenceGroup): string[] {
  const { sqlite, log, other } = words().verdicts.sameFileReopened;
  return isSqlite(group) ? sqlite : isLog(group) ? log : other;
}
