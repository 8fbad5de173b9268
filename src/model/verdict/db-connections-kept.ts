import type { Evidence } from './evidence.ts';
import { databaseOf, listenerLines } from './sockets.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Connections to a database, known by the process that listens behind the port, or by the port. */
export function dbConnectionsKept(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, group => databaseOf(group) !== null);
  if (!suspect) return null;
  const names = [...new Set(suspect.groups.map(group => databaseOf(group)!))];
  return {
    id: 'db-connections-kept',
    title: `Database connections (${names.join(', ')}) are kept open`,
    confidence: confidenceIn(evidence, suspect),
    evidence: [...suspectLines(evidence, suspect), ...listenerLines(suspect.groups)],
    advice: names.includes('Redis') && names.length === 1 ? redisAdvice : sqlAdvice,
    fds: suspect.count,
  };
}

const redisAdvice = [
  'One pool for the process, made at module level and not in the view:',
  '  POOL = redis.ConnectionPool.from_url(url, max_connections=20)',
  '  client = redis.Redis(connection_pool=POOL)',
];

const sqlAdvice = [
  'Django: threads keep one connection each. CONN_MAX_AGE = 0 under threads and ASGI, and',
  '  try: ...',
  '  finally: connection.close()  # in each thread of your own: django.db.connection',
  "psycopg2's with conn ends the transaction, not the connection:",
  '  with contextlib.closing(psycopg2.connect(dsn)) as conn: ...',
  'SQLAlchemy: one create_engine() for the process, with Session() as session for each use.',
];
