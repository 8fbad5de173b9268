import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { isOneFile, pathOf } from './files.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Very many different files: uploads, reports, a directory that is walked. */
export function filesNotClosed(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(
    evidence,
    group => (group.kind === 'file' || group.kind === 'directory') && !isOneFile(group),
  );
  if (!suspect) return null;
  const said = words().verdicts.filesNotClosed;
  return {
    id: 'files-not-closed',
    title: said.title(pathOf(suspect.groups[0]!)),
    confidence: confidenceIn(evidence, suspect, 'medium'),
    evidence: suspectLines(evidence, suspect),
    advice: said.advice,
    fds: suspect.count,
  };
}
