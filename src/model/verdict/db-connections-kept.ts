import { words } from '../../words/words.ts';
import type { Evidence } from './evidence.ts';
import { databaseOf, listenerLines } from './sockets.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Connections to a database, known by the process that listens behind the port, or by the port. */
export function dbConnectionsKept(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, group => databaseOf(group) !== null);
  if (!suspect) return null;
  const names = [...new Set(suspect.groups.map(group => databaseOf(group)!))];
  const said = words().verdicts.dbConnectionsKept;
  return {
    id: 'db-connections-kept',
    title: said.title(names.join(', ')),
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), ...listenerLines(suspect.groups)],
    advice: names.includes('Redis') && names.length === 1 ? said.redis : said.sql,
    fds: suspect.count,
  };
}
