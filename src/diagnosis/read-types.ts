import type { FdTypes } from '../model/fd-types.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import type { Evidence } from '../model/verdict/evidence.ts';
import { FdTypesError } from '../proc/fd-types-error.ts';
import { readFdTypesInThread } from '../sampler/fd-types-thread.ts';

/** Up to so many fds all links are read; beyond, a sample with an error of half a point. */
const EXACT_UP_TO = 50_000;
const SAMPLE = 20_000;

export interface TypesRead {
  types: FdTypes | null;
  of: Evidence['groupsOf'];
  unread: Evidence['unread'];
}

/** What the open fds of a process are; all sockets of its user where they may not be read. */
export async function readTypes(procRoot: string, row: ProcessSample, signal?: AbortSignal): Promise<TypesRead> {
  const { pid, startTime, fds } = row;
  const isHuge = fds !== null && fds > EXACT_UP_TO;
  const sample = isHuge ? { sample: SAMPLE, count: fds } : {};
  try {
    const types = await readFdTypesInThread({ procRoot, pid, startTime, ...sample }, { signal });
    return { types, of: 'process', unread: null };
  } catch (error) {
    if (!(error instanceof FdTypesError)) throw error;
    if (error.code !== 'permission') return { types: null, of: 'process', unread: 'gone' };
  }
  try {
    const types = await readFdTypesInThread({ procRoot, pid, startTime, userSockets: true }, { signal });
    return { types, of: 'user', unread: 'permission' };
  } catch (error) {
    if (!(error instanceof FdTypesError)) throw error;
    return { types: null, of: 'user', unread: error.code === 'permission' ? 'permission' : 'gone' };
  }
}
