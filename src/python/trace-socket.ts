import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { printable } from '../model/printable.ts';
import { parseUnixRow } from '../proc/net-rows.ts';
import { parseEffectiveUid } from '../proc/status.ts';
import { readFailure, tryReadProcFile } from '../proc/tree.ts';

/** The socket of a worker's trace hook, held fast. */
export interface TraceSocket {
  /** To connect to: through an open fd of its folder, so that nobody can put another one there meanwhile. */
  path: string;
  /** As the kernel lists it: to one of these the worker's own fd must lead. */
  inodes: string[];
  /** The worker's pid as it knows it itself: in a container it is another one. */
  ownPid: number;
  close(): void;
}

/** The socket, or why it is not to be asked, in half a sentence. Both null: there is none. */
export type FoundSocket = { socket: TraceSocket; why: null } | { socket: null; why: string | null };

const NONE: FoundSocket = { socket: null, why: null };

/** Finds it where nobody but the worker's user can have put it, among what listens in the worker's network namespace. */
export function findTraceSocket(pid: number): FoundSocket {
  const worker = workerOf(pid);
  let found = NONE;
  for (const [path, inodes] of listening(worker)) {
    found = hold(path, inodes, worker);
    if (found.socket) break;
  }
  return found;
}

/** The inodes at each path that it can be: more than one where a file has been made anew and the old socket lives on. */
function listening({ pid, ownPid }: Worker): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const row of (tryReadProcFile(`/proc/${pid}/net/unix`) ?? '').split('\n')) {
    if (!row.endsWith(`/trace-${ownPid}.sock`)) continue;
    const { state, path } = parseUnixRow(row) ?? {};
    const inode = /^(?:\S+\s+){6}(\d+)/.exec(row)?.[1];
    if (state === 'LISTEN' && path?.startsWith('/') && inode) paths.set(path, [...(paths.get(path) ?? []), inode]);
  }
  return paths;
}

interface Worker {
  pid: number;
  ownPid: number;
  uid: number | null;
  /** It is in the pid namespace that /proc shows. */
  isNear: boolean;
}

function workerOf(pid: number): Worker {
  const status = tryReadProcFile(`/proc/${pid}/status`) ?? '';
  const pids = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/) ?? [];
  return { pid, ownPid: Number(pids.at(-1) ?? pid), uid: parseEffectiveUid(status), isNear: pids.length < 2 };
}

function hold(listed: string, inodes: string[], worker: Worker): FoundSocket {
  const folder = openFolder(dirname(listed), worker);
  if (folder === null) return NONE;
  const close = () => closeSync(folder);
  const path = `/proc/self/fd/${folder}/${basename(listed)}`;
  const why = whyNotOwn(folder, path, worker);
  if (why === null) return { socket: { path, inodes, ownPid: worker.ownPid, close }, why };
  close();
  return why === '' ? NONE : { socket: null, why: `its socket ${printable(listed)} ${why}` };
}

/** Null when it is not there, or may not be opened: then it is another user's. */
function openFolder(folder: string, { pid, isNear }: Worker): number | null {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  try {
    return openSync(`/proc/${pid}/root${folder}`, flags);
  } catch (error) {
    // The root of a worker that has changed its user is closed to that user, its folder is not.
    if (readFailure(error) !== 'permission' || !isNear) return null;
  }
  try {
    return openSync(folder, flags);
  } catch {
    return null;
  }
}

/** Node cannot ask the kernel who is at the other end: that nobody else can have made it must do. '' where it is gone. */
function whyNotOwn(folder: number, path: string, { uid }: Worker): string | null {
  const socket = lstatSync(path, { throwIfNoEntry: false });
  if (!socket) return '';
  if (!socket.isSocket()) return 'is no socket';
  for (const stat of [socket, fstatSync(folder)] satisfies Stats[]) {
    if (stat.uid !== uid) return `belongs to user ${stat.uid}, the worker to ${uid}`;
    if ((stat.mode & 0o077) !== 0) return 'is open to others than its user';
  }
  return null;
}
