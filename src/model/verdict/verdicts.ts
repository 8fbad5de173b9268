import { words } from '../../words/words.ts';
import { acceptedNotClosed } from './accepted-not-closed.ts';
import { clientConnectionsKept } from './client-connections-kept.ts';
import { dbConnectionsKept } from './db-connections-kept.ts';
import { deletedFiles } from './deleted-files.ts';
import { eventLoops } from './event-loops.ts';
import type { Evidence } from './evidence.ts';
import { healthy, unexplained, unknown } from './fallbacks.ts';
import { filesNotClosed } from './files-not-closed.ts';
import { httpClientNotClosed } from './http-client-not-closed.ts';
import { idleClientPool } from './idle-client-pool.ts';
import { inheritedFromMaster } from './inherited.ts';
import { inotifyWatchers } from './inotify.ts';
import { limitTooLow } from './limit-too-low.ts';
import { sameFileReopened } from './same-file-reopened.ts';
import { socketsWithoutPeer } from './sockets-without-peer.ts';
import { subprocessPipes } from './subprocess-pipes.ts';
import { systemTableFull } from './system-table-full.ts';
import { unixSocketsKept } from './unix-sockets-kept.ts';
import { strengthOf, type Verdict } from './verdict.ts';

export type Rule = (evidence: Evidence) => Verdict | null;

/** THE table of rules. Of equally strong verdicts the one that stands first here is told first. */
export const RULES: readonly Rule[] = [
  inheritedFromMaster,
  httpClientNotClosed,
  dbConnectionsKept,
  clientConnectionsKept,
  acceptedNotClosed,
  socketsWithoutPeer,
  sameFileReopened,
  filesNotClosed,
  deletedFiles,
  subprocessPipes,
  eventLoops,
  unixSocketsKept,
  inotifyWatchers,
  idleClientPool,
  limitTooLow,
  systemTableFull,
];

/** Where no rule speaks, the first of these that does. */
const FALLBACKS: readonly Rule[] = [unknown, healthy, unexplained];

/** All that holds, the strongest first; never nothing. What is not its own, or cannot be read, is never sure. */
export function verdictsOf(evidence: Evidence): Verdict[] {
  const found = RULES.map(rule => rule(evidence)).filter(verdict => verdict !== null);
  const told = evidence.groupsOf === 'user' ? found.map(verdict => asGuess(verdict, evidence)) : found;
  told.sort((a, b) => strengthOf(b) - strengthOf(a));
  if (told.length > 0) {
    const missing = unknown(evidence);
    return missing ? [...told, missing] : told;
  }
  return FALLBACKS.map(rule => rule(evidence))
    .filter(verdict => verdict !== null)
    .slice(0, 1);
}

/** The sockets of the whole user may be those of another process. */
function asGuess(verdict: Verdict, { process }: Evidence): Verdict {
  const guess = words().evidence.guess(process.user);
  return SURE_ANYWAY.includes(verdict.id)
    ? verdict
    : { ...verdict, confidence: 'low', evidence: [...verdict.evidence, guess] };
}

/** They do not look at what the open files are. */
const SURE_ANYWAY = ['limit-too-low', 'system-table-full'];
