import { formatCount } from '../format.ts';
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
  return {
    id: 'same-file-reopened',
    title: `The same file is opened again and again, and not closed: ${pathOf(first)}`,
    confidence: confidenceIn(evidence, suspect),
    evidence: [
      ...suspectLines(evidence, suspect),
      `${pathOf(first)} is open ${formatCount(first.count)} times in one process`,
    ],
    advice: adviceFor(first),
    fds: suspect.count,
  };
}

function adviceFor(group: EvidenceGroup): string[] {
  if (isSqlite(group)) {
    return [
      "sqlite3's with conn ends the transaction, not the connection, which takes up to three files:",
      '  with contextlib.closing(sqlite3.connect(path)) as conn: ...',
      'Django: connection.close() at the end of each thread of your own.',
    ];
  }
  if (isLog(group)) {
    return [
      'A handler is added per request or per thread: add it once, at module level.',
      '  if not logger.handlers: logger.addHandler(logging.FileHandler(path))',
      'and handler.close() after logger.removeHandler(handler).',
    ];
  }
  return ['Let with close it, on every path out:', '  with open(path) as file: ...', 'os.open() needs its os.close().'];
}
