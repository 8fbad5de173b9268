import { statSync } from 'node:fs';
import type { FdTypes } from '../model/fd-types.ts';
import { type FdTotals, groupFds } from '../model/group-fds.ts';
import { hasFastFdCount } from './fd-count.ts';
import { markDirectories } from './fd-directories.ts';
import { FdTypesError } from './fd-types-error.ts';
import { FdWalk } from './fd-walk.ts';
import { hostName, serviceName } from './names.ts';
import { sampleFds } from './sample-fds.ts';
import { readStat } from './stat.ts';
import { tryReadProcFile } from './tree.ts';

export { FdTypesError };

export interface FdTypesRequest {
  procRoot: string;
  pid: number;
  /** Of the process meant, against a reused pid; null takes whichever has the pid now. */
  startTime: number | null;
  /** Reads so many fds, drawn at random, in place of all. */
  sample?: number;
}

export interface FdTypesHooks {
  /** About every 10 ms. A socket counts half when its link is read and half when it is found in a table. */
  onProgress?(done: number, total: number): void;
  /** True ends the reading with an AbortError. */
  cancelled?(): boolean;
}

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
  const count = knownCount(procRoot, pid);
  const size = tableSize(procRoot, pid);
  const expected = count ?? size ?? 0;

  const onStep = stride(() => {
    if (hooks.cancelled?.()) throw new DOMException('the reading of fd types was cancelled', 'AbortError');
    hooks.onProgress?.(Math.floor(walk.read - walk.waiting / 2), Math.max(walk.read, Math.min(expected, sample)));
  });
  const walk = new FdWalk(procRoot, pid, onStep);
  let total = count ?? 0;
  if ((count ?? size ?? 0) <= sample) for (const fd of walk.list()) walk.visit(fd);
  else total = sampleFds({ size, total: count, list: () => walk.list(), visit: fd => walk.visit(fd) }, sample);

  walk.nameSockets(isAlive);
  const names = walk.tally.names();
  markDirectories(names, procRoot, pid);
}
