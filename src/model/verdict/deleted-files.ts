import type { Evidence } from './evidence.ts';
import { isHeartbeat, isLog } from './files.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Files that were deleted while they were open: rotated logs, temporary files. Their disk space is not free either. */
export function deletedFiles(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, group => group.kind === 'deleted-file' && !isHeartbeat(group));
  if (!suspect) return null;
  const isRotation = isLog(suspect.groups[0]!);
  return {
    id: 'deleted-files',
    title: isRotation ? 'Logs that were rotated away are still open' : 'Temporary files are deleted, but never closed',
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), 'the disk space of a deleted file is free only when it is closed'],
    advice: isRotation
      ? [
          'Reopen logs after a rotation: logrotate with postrotate kill -USR1 MASTER, or',
          '  logging.handlers.WatchedFileHandler(path)',
          'A handler that is replaced must be closed: old.close().',
        ]
      : [
          'Let with close it; the deletion is then done, too:',
          '  with tempfile.TemporaryFile() as file: ...',
          'mkstemp() gives an open file number: os.close(fd), or os.fdopen(fd) with with.',
          'Uploads: request.FILES and request.files are closed with the request, copies of them are not.',
        ],
    fds: suspect.count,
  };
}
