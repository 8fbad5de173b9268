import { statSync } from 'node:fs';
import type { FdTypes } from '../model/fd-types.ts';
import { groupFds } from '../model/group-fds.ts';
import { hasFastFdCount } from './fd-count.ts';
import { markDirectories } from './fd-directories.ts';
import { FdTypesError } from './fd-types-error.ts';
import { FdWalk } from './fd-walk.ts';
import { hostName, serviceName } from './names.ts';
import { tcpTableSize } from './net-size.ts';
import { sampleFds } from './sample-fds.ts';
import { readStat } from './stat.ts';
import { tryReadProcFile } from './tree.ts';

export { FdTypesError };

export interface FdTypesRequest {
  procRoot: string;
  pid: number;
  /** Of the process meant, against a reused pid; null takes whichever has the pid now. */
  startTime: number | null;
  /** Number of its fds as counted before; only asked where the kernel does not tell, and a sample is to be scaled. */
  count?: number | null;
  /** Reads so many fds, drawn at random, in place of all. */
  sample?: number;
  /** Leaves sockets without their names where the tables of the namespace are long: a first answer in 100 ms. */
  quick?: boolean;
  /** Never lists all fds, nor reads tables of more than a few rows: throws TakesLonger instead. */
  glance?: boolean;
}

/** A glance would take more than some ms. */
export class TakesLonger extends Error {}

export interface FdTypesHooks {
  /** About every 10 ms. A socket counts half when its link is read and half when it is found in a table. */
  onProgress?(done: number, total: number): void;
  /** True ends the reading with an AbortError. */
  cancelled?(): boolean;
}

/** Rows of the tables that are read in some 30 ms, and in some 5 ms. */
const QUICK_ROWS = 25_000;
const GLANCE_ROWS = 4_000;

/** Fds between two calls of the hooks. */
const STRIDE = 2_048;

/**
 * Tells what the open fds of a process are, synchronously: about 5 µs for each fd, 1 µs for each socket of its network
 * namespace. Needs the permission to read its links (ptrace). Fds closed meanwhile are left out; a process that ends
 * meanwhile gives what was seen until then, marked `partial`.
 *
 * @throws FdTypesError when it may not be read, is gone, or is another one than meant
 */
export function readFdTypes(request: FdTypesRequest, hooks: FdTypesHooks = {}): FdTypes {
  const { procRoot, pid, sample = Number.POSITIVE_INFINITY } = request;
  const isAlive = watchIdentity(request);
  // Nobody else minds how long they are.
  const rows = request.quick ? tcpTableSize(procRoot, pid) : 0;
  if (request.glance && rows > GLANCE_ROWS && rows <= QUICK_ROWS) throw new TakesLonger();
  const count = fastCount(procRoot, pid) ?? (request.sample === undefined ? null : (request.count ?? null));
  const size = tableSize(procRoot, pid);
  const expected = Math.min(count ?? size ?? 0, sample);
  const walk = new FdWalk(procRoot, pid, expected, every(STRIDE, report));

  const isSampled = (count ?? size ?? Number.POSITIVE_INFINITY) > sample;
  let total = count ?? 0;
  const list = () => {
    if (request.glance) throw new TakesLonger();
    return walk.list();
  };
  const table = { size, total: count, list, visit: (fd: number) => walk.visit(fd) };
  if (isSampled) total = sampleFds(table, sample);
  else for (const fd of list()) walk.visit(fd);

  if (rows > QUICK_ROWS) walk.leaveSocketsUnnamed();
  else walk.nameSockets(isAlive);
  const names = walk.tally.names();
  markDirectories(names, procRoot, pid);

  const partial = !isAlive();
  if (partial && walk.read === 0) throw new FdTypesError('gone', pid);
  const sampled = walk.read;
  total = isSampled || partial ? Math.max(total, sampled) : sampled;
  const drawn = sampled === total ? 'all' : isSampled ? 'random' : 'first';
  const groups = groupFds(names, { total, sampled, drawn }, { host: hostName, service: serviceName });
  return { pid, total, exact: drawn === 'all' && !partial, sampled, ...(partial && { partial }), groups };

  function report(): void {
    if (hooks.cancelled?.()) throw new DOMException('the reading of fd types was cancelled', 'AbortError');
    const done = Math.floor(walk.read - walk.waiting / 2);
    hooks.onProgress?.(done, Math.max(walk.read, expected));
  }
}

/** Makes sure that the pid is the process meant. Returns a function that tells whether it still is, or has ended. */
function watchIdentity({ procRoot, pid, startTime }: FdTypesRequest): () => boolean {
  const first = readStat(procRoot, pid);
  if (!first) throw new FdTypesError('gone', pid);
  if (startTime !== null && first.startTime !== startTime) throw new FdTypesError('reused', pid);
  return () => {
    const now = readStat(procRoot, pid);
    if (now && now.startTime !== first.startTime) throw new FdTypesError('reused', pid);
    return now !== null;
  };
}

/** Number of open fds, where the kernel tells it without a list; else null. */
function fastCount(procRoot: string, pid: number): number | null {
  if (!hasFastFdCount(procRoot)) return null;
  return statSync(`${procRoot}/${pid}/fd`, { throwIfNoEntry: false })?.size ?? null;
}

/** FDSize: slots of the fd table (fs/proc/array.c, task_state), an upper bound of what is open. */
function tableSize(procRoot: string, pid: number): number | null {
  const slots = /^FDSize:\s+(\d+)$/m.exec(tryReadProcFile(`${procRoot}/${pid}/status`) ?? '')?.[1];
  return slots === undefined ? null : Number(slots);
}

function every(times: number, call: () => void): () => void {
  let left = times;
  return () => {
    left -= 1;
    if (left > 0) return;
    left = times;
    call();
  };
}
