import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { isHeartbeat, isLog } from './files.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Files that were deleted while they were open: rotated logs, temporary files. Their disk space is not free either. */
export function deletedFiles(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, group => group.kind === 'deleted-file' && !isHeartbeat(group));
  if (!suspect) return null;
  const isRotation = isLog(suspect.groups[0]!);
  const said = words().verdicts.deletedFiles;
  return {
    id: 'deleted-files',
    title: isRotation ? said.rotated : said.temporary,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), said.space],
    advice: isRotation ? said.rotatedAdvice : said.temporaryAdvice,
    fds: suspect.count,
  };
}
