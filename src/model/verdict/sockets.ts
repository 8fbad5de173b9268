import { words } from '../../words/words.ts';
import type { EvidenceGroup } from './evidence.ts';

const DATABASE_PORTS: Record<number, string> = {
  1433: 'SQL Server',
  1521: 'Oracle',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  6379: 'Redis',
  6432: 'PgBouncer',
  27017: 'MongoDB',
};

const DATABASE_PROGRAMS: readonly [RegExp, string][] = [
  [/^(?:postgres|postmaster)/, 'PostgreSQL'],
  [/^pgbouncer/, 'PgBouncer'],
  [/^(?:mysqld|mariadbd)/, 'MySQL'],
  [/^sqlservr/, 'SQL Server'],
  [/^(?:redis-server|valkey-server|keydb-server)/, 'Redis'],
  [/^(?:mongod|mongos)/, 'MongoDB'],
];

/** From here on the kernel gives ports to clients (net.ipv4.ip_local_port_range): no service is known by one. */
const FIRST_CLIENT_PORT = 32_768;

export function isTcp({ kind }: EvidenceGroup): boolean {
  return kind === 'tcp' || kind === 'tcp6';
}

/** The process connected, to a peer: as a client, as far as can be told. */
export function isClient(group: EvidenceGroup): boolean {
  return isTcp(group) && group.peer !== null;
}

/** The address and port of its own that clients connected to; null for any other socket. fd-label.ts words it. */
export function acceptedOn(group: EvidenceGroup): string | null {
  return isTcp(group) ? (/ ← accepted on (\S+)/.exec(group.label)?.[1] ?? null) : null;
}

/** Port of the peer; null where there is none, or many. */
export function peerPort({ peer }: EvidenceGroup): number | null {
  const port = Number(peer?.slice(peer.lastIndexOf(':') + 1) || Number.NaN);
  return Number.isInteger(port) ? port : null;
}

/** A service has its port, while clients have any: many sockets to many high ports may be clients' connections. */
export function isServicePort(group: EvidenceGroup): boolean {
  const port = peerPort(group);
  return port !== null && (port < FIRST_CLIENT_PORT || group.listener !== null);
}

/** The database that a socket leads to, by the process behind it, else by the port; null for none. */
export function databaseOf(group: EvidenceGroup): string | null {
  if (!isClient(group)) return null;
  const { listener } = group;
  if (listener) return DATABASE_PROGRAMS.find(([program]) => program.test(listener.name))?.[1] ?? null;
  return DATABASE_PORTS[peerPort(group) ?? 0] ?? null;
}

/** Who listens behind the local peers, a sentence each. */
export function listenerLines(groups: readonly EvidenceGroup[]): string[] {
  const lines = groups.flatMap(({ peer, listener }) =>
    listener ? [words().evidence.listener(peer!, listener.name, listener.pid)] : [],
  );
  return [...new Set(lines)].slice(0, 3);
}
