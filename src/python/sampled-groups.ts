import { statSync } from 'node:fs';
import { type CountedName, type FdName, FdTally, sortOf } from '../model/fd-tally.ts';
import type { FdGroup, FdKind } from '../model/fd-types.ts';
import { groupFds } from '../model/group-fds.ts';
import { mergeNames } from '../model/merge-names.ts';
import { hasFastFdCount } from '../proc/fd-count.ts';
import { parseFdLink } from '../proc/fd-link.ts';
import { linkName, socketName, unlistedSocket } from '../proc/fd-names.ts';
import { FdWalk } from '../proc/fd-walk.ts';
import { hostName, serviceName } from '../proc/names.ts';
import { readNetTables } from '../proc/net-tables.ts';
import { sampleFds } from '../proc/sample-fds.ts';
import { SocketInodes } from '../proc/socket-inodes.ts';
import { readFailure, readProcLink, tryReadProcFile } from '../proc/tree.ts';
import { OriginError } from './origin-error.ts';

/** Fds that are of one type, some of them by number. */
export interface SampledGroup {
  label: string;
  kind: FdKind;
  peer: string | null;
  /** Of the whole process, scaled up from the sample. */
  count: number;
  /** Fds to look for in the heap. */
  fds: number[];
}

/** Links that are read: enough to see which groups lead. */
const SAMPLE = 2_000;
const GROUPS = 4;
/** Of the sample: what is less is not what leaks. */
const LEAST_SHARE = 0.04;
const FDS_PER_GROUP = 6;

/**
 * The leading groups of a process's fds, the biggest first, each with a few of its fds, spread over all that were seen.
 *
 * @throws OriginError `permission`, `gone`
 */
export function sampleGroups(procRoot: string, pid: number): { total: number; groups: SampledGroup[] } {
  const { total, names } = readSample(procRoot, pid);
  const tally = new FdTally();
  for (const [fd, name] of names) tally.add(name, fd);
  const totals = { total, sampled: names.size, drawn: total > names.size ? 'random' : 'all' } as const;
  const groups: SampledGroup[] = [];
  for (const sort of Map.groupBy(tally.names(), sortOf).values()) {
    for (const merged of mergeNames(sort)) {
      const group = groupFds([merged], totals, { host: hostName, service: serviceName })[0]!;
      groups.push(toGroup(group, fdsOf(merged, names)));
    }
  }
  const least = LEAST_SHARE * total;
  const leading = groups.filter(({ count, fds }) => count >= least && fds.length > 0);
  return { total, groups: leading.sort((a, b) => b.count - a.count).slice(0, GROUPS) };
}

function toGroup({ label, kind, peer, count }: FdGroup, fds: number[]): SampledGroup {
  const step = Math.max(1, fds.length / FDS_PER_GROUP);
  const spread = Array.from(
    { length: Math.min(FDS_PER_GROUP, fds.length) },
    (_, index) => fds[Math.floor(index * step)]!,
  );
  return { label, kind, peer, count, fds: spread };
}

function readSample(procRoot: string, pid: number): { total: number; names: Map<number, FdName> } {
  const names = new Map<number, FdName>();
  const sockets = new SocketInodes(SAMPLE);
  const visit = (fd: number) => {
    const link = readLink(procRoot, pid, fd);
    if (link === null) return false;
    const parsed = parseFdLink(link);
    names.set(fd, linkName(parsed));
    if (parsed.kind === 'socket') sockets.add(parsed.inode!, fd);
    return true;
  };
  const walk = new FdWalk(procRoot, pid, 0, () => {});
  const count = hasFastFdCount(procRoot)
    ? (statSync(`${procRoot}/${pid}/fd`, { throwIfNoEntry: false })?.size ?? null)
    : null;
  const size = Number(/^FDSize:\s+(\d+)$/m.exec(tryReadProcFile(`${procRoot}/${pid}/status`) ?? '')?.[1] ?? 'NaN');
  const table = { size: Number.isNaN(size) ? null : size, total: count, list: () => walk.list(), visit };
  const total = sampleFds(table, SAMPLE);
  readNetTables(procRoot, pid, sockets, (inode, socket) => {
    for (const fd of sockets.fds(inode)) names.set(fd, socketName(socket));
  });
  for (const inode of sockets.keys()) for (const fd of sockets.fds(inode)) names.set(fd, unlistedSocket);
  return { total: Math.max(total, names.size), names: new Map([...names].sort(([a], [b]) => a - b)) };
}

function readLink(procRoot: string, pid: number, fd: number): string | null {
  try {
    return readProcLink(`${procRoot}/${pid}/fd/${fd}`);
  } catch (error) {
    if (readFailure(error) === 'permission') throw new OriginError('permission', pid);
    return null;
  }
}

/** Those of the names that were merged into one: the same sort, and covered by its name (model/merge-names.ts). */
function fdsOf(merged: CountedName, names: ReadonlyMap<number, FdName>): number[] {
  return [...names].flatMap(([fd, name]) => (sortOf(name) === sortOf(merged) && covers(merged, name.name) ? [fd] : []));
}

function covers({ name: pattern, different }: CountedName, name: string): boolean {
  if (different <= 1) return pattern === name;
  const [start, end] = pattern.includes('*') ? pattern.split('*', 2) : [pattern, ''];
  return name.startsWith(start!) && name.endsWith(pattern === '*:*' ? '' : end!);
}
