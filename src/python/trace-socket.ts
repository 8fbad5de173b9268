import { closeSync, lstatSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { printable } from '../model/printable.ts';
import { ForeignRoot, type Held } from '../platform/foreign-root.ts';
import { type PathProblem, problemOf } from '../platform/path-problem.ts';
import { parseReader, readerOf } from '../platform/reader.ts';
import { parseUnixRow } from '../proc/net-rows.ts';
import { readProcLines, tryReadProcFile } from '../proc/tree.ts';

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

/** What listens under the name of a worker's socket, in its network namespace: inodes, by path. Waits for nothing. */
export function listedTraceSockets(pid: number): Map<string, string[]> {
  return listening(workerOf(pid));
}

/**
 * Finds it where nobody but the worker's user can have put it, among what listens in the worker's network namespace. The
 * folder may lie on a mount whose server is dead: not for fdtop's own thread.
 */
export function findTraceSocket(pid: number): FoundSocket {
  const worker = workerOf(pid);
  let found = NONE;
  for (const [path, inodes] of listening(worker)) {
    found = hold(path, inodes, worker);
    if (found.socket) break;
  }
  return found;
}

/** Anybody may make sockets of that name. */
const MOST_SOCKETS = 8;
/** Of /proc/PID/net/unix: some 400,000 sockets. */
const MOST_BYTES = 32 * 2 ** 20;

/** The inodes at each path that it can be: more than one where a file has been made anew and the old socket lives on. */
function listening({ pid, ownPid }: Worker): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  const end = `/trace-${ownPid}.sock`;
  for (const row of readProcLines(`/proc/${pid}/net/unix`, MOST_BYTES, line => line.endsWith(end))) {
    if (paths.size >= MOST_SOCKETS) break;
    const { state, path } = parseUnixRow(row) ?? {};
    const inode = /^(?:\S+\s+){6}(\d+)/.exec(row)?.[1];
    if (state === 'LISTEN' && path?.startsWith('/') && inode) paths.set(path, [...(paths.get(path) ?? []), inode]);
  }
  return paths;
}

interface Worker {
  pid: number;
  ownPid: number;
  /** All four uids; null where they differ: then whose it is is not known. */
  uid: number | null;
  /** It is in the pid namespace that /proc shows. */
  isNear: boolean;
}

function workerOf(pid: number): Worker {
  const status = tryReadProcFile(`/proc/${pid}/status`) ?? '';
  const pids = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/) ?? [];
  const uids = parseReader(status)?.uids ?? [];
  const uid = uids.length === 1 ? uids[0]! : null;
  return { pid, ownPid: Number(pids.at(-1) ?? pid), uid, isNear: pids.length < 2 };
}

function hold(listed: string, inodes: string[], worker: Worker): FoundSocket {
  if (worker.uid === null)
    return { socket: null, why: 'the worker has more than one user id: whose socket it is is not known' };
  const folder = holdFolder(dirname(listed), worker);
  if (folder === null) return NONE;
  const close = () => closeSync(folder.fd);
  const path = `/proc/self/fd/${folder.fd}/${basename(listed)}`;
  const why = whyNotOwn(folder.stat, path, worker);
  if (why === null) return { socket: { path, inodes, ownPid: worker.ownPid, close }, why };
  close();
  return why === '' ? NONE : { socket: null, why: `its socket ${printable(listed)} ${why}` };
}

/** Null when it is not there, or may not be opened: then it is another user's. */
function holdFolder(folder: string, { pid, isNear }: Worker): Held | null {
  const held = holdIn(`/proc/${pid}/root`, pid, folder);
  // The root of a worker that has changed its user is closed to that user, its folder is not.
  const found = 'why' in held && held.why === 'permission' && isNear ? holdIn('/', pid, folder) : held;
  if ('why' in found) return null;
  if (found.stat.isDirectory()) return found;
  closeSync(found.fd);
  return null;
}

function holdIn(root: string, pid: number, folder: string): Held | { why: PathProblem } {
  try {
    using opened = new ForeignRoot(root, readerOf('/proc', pid));
    return opened.hold(folder, { follow: false });
  } catch (error) {
    return { why: problemOf(error) };
  }
}

/** Node cannot ask the kernel who is at the other end: that nobody else can have made it must do. '' where it is gone. */
function whyNotOwn(folder: Stats, path: string, { uid }: Worker): string | null {
  const socket = lstatSync(path, { throwIfNoEntry: false });
  if (!socket) return '';
  if (!socket.isSocket()) return 'is no socket';
  for (const stat of [socket, folder]) {
    if (stat.uid !== uid) return `belongs to user ${stat.uid}, the worker to ${uid}`;
    if ((stat.mode & 0o077) !== 0) return 'is open to others than its user';
  }
  return null;
}
