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
  return {
    id: 'files-not-closed',
    title: `Many different files are opened and not closed: ${pathOf(suspect.groups[0]!)}`,
    confidence: confidenceIn(evidence, suspect, 'medium'),
    evidence: suspectLines(evidence, suspect),
    advice: [
      'Let with close each of them, also when the loop is left early:',
      '  for path in paths:',
      '      with open(path, "rb") as file: ...',
      'FileResponse and send_file close what they get only when the answer is sent to its end.',
      'For directories: with os.scandir(path) as entries.',
    ],
    fds: suspect.count,
  };
}
