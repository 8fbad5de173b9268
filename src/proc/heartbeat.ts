import { closeSync, fstatSync, openSync, type Stats } from 'node:fs';
import { hasRead, reading } from '../platform/watched.ts';
import { mountsOf } from './known-mounts.ts';
import type { Mount } from './mounts.ts';
import { firstNames, readFailure, readProcLink, tryReadProcFile } from './tree.ts';

/** The file through which a Gunicorn worker tells its master that it lives (gunicorn/workers/workertmp.py). */
export interface Heartbeat {
  /** `wgunicorn-ab12cd`: the same file in the worker and in its master. */
  name: string;
  /** The worker has beaten at least once: it has loaded the app, and serves. Null where that may not be looked at. */
  beats: boolean | null;
}

/** They are among the first fds that a process opens; a leaking worker has hundreds of thousands more. */
const FIRST_FDS = 128;

/** mkstemp makes it 0600; Gunicorn up to 20 beats by setting its mode to 0 and 1 in turns. */
const HIGHEST_BEATING_MODE = 1;
/** Later ones beat by setting its mtime to the monotonic clock: the time since boot, which is long before now. */
const LONGEST_UPTIME_MS = 20 * 365 * 86_400_000;

/** Heartbeat files that a process holds: a worker its own, a master one of each worker. Null when its fds may not be read. */
export function readHeartbeats(procRoot: string, pid: number): Heartbeat[] | null {
  const heartbeats: Heartbeat[] = [];
  try {
    for (const fd of firstNames(`${procRoot}/${pid}/fd`, FIRST_FDS)) {
      const heartbeat = asHeartbeat(procRoot, pid, fd);
      if (heartbeat) heartbeats.push(heartbeat);
    }
  } catch (error) {
    const failure = readFailure(error);
    if (failure === 'out-of-fds') throw error;
    return failure === 'gone' ? [] : null;
  }
  return heartbeats;
}

function asHeartbeat(procRoot: string, pid: number, fd: string): Heartbeat | null {
  let target: string;
  try {
    target = readProcLink(`${procRoot}/${pid}/fd/${fd}`);
  } catch (error) {
    // Closed meanwhile; anything else holds for all of them.
    if (readFailure(error) === 'gone') return null;
    throw error;
  }
  const name = /\/(wgunicorn-[^/]+?)(?: \(deleted\))?$/.exec(target)?.[1];
  return name === undefined ? null : { name, beats: beats(procRoot, pid, fd, target) };
}

/** Those that have beaten once: nothing that comes later takes that back, and it need not be looked for again. */
const beaten = new Set<string>();
const MOST_BEATEN = 50_000;

function beats(procRoot: string, pid: number, fd: string, target: string): boolean | null {
  const key = `${procRoot} ${pid} ${fd} ${target}`;
  if (beaten.has(key)) return true;
  const file = statLocal(procRoot, pid, fd, target);
  if (!file) return null;
  const has = (file.mode & 0o777) <= HIGHEST_BEATING_MODE || file.mtimeMs < LONGEST_UPTIME_MS;
  if (has) {
    if (beaten.size >= MOST_BEATEN) beaten.clear();
    beaten.add(key);
  }
  return has;
}

/** Of open(2): what is behind the link is held, nothing is asked of its file system. */
const O_PATH = 0o10000000;

/** Disks and memory of this machine: nobody but root mounts them, or nobody can make them wait. */
const LOCAL = /^(?:ext[234]|xfs|btrfs|bcachefs|f2fs|zfs|tmpfs|devtmpfs|ramfs)$/;

/** Those that ask their server also for what is only held (d_weak_revalidate): no user can mount one. */
const ASKS_WHEN_HELD = /^(?:nfs\d*|9p|afs)$/;

/**
 * The file that an fd of a process leads to, where no server can hold us up: any user may open a file of that name on a file
 * system of his own, which never answers a stat. It is held first, and cannot be exchanged then; its mount is told by what holds it,
 * never by the fdinfo of the process: that may be one of an epoll by now, whose lock is waited for where nothing ends it. Null where
 * it is not known to be on this machine, or is gone.
 */
function statLocal(procRoot: string, pid: number, fd: string, target: string): Stats | null {
  const mounts = mountsOf(procRoot, pid);
  if (mounts === null) return null;
  const mayAsk = mounts.some(({ type, point }) => ASKS_WHEN_HELD.test(type) && target.startsWith(`${point}/`));
  if (mayAsk) return null;
  let held: number;
  try {
    reading(`${procRoot}/${pid}`);
    held = openSync(`${procRoot}/${pid}/fd/${fd}`, O_PATH);
  } catch {
    return null;
  } finally {
    hasRead();
  }
  try {
    const id = mountId(`/proc/self/fdinfo/${held}`);
    return isLocal(mounts.find(mount => mount.id === id)) ? fstatSync(held) : null;
  } finally {
    closeSync(held);
  }
}

/** An overlay asks the file systems below it, and anybody may lay one over his own: those that we see, root has mounted. */
function isLocal(mount: Mount | undefined): boolean {
  if (!mount) return false;
  if (mount.type !== 'overlay') return LOCAL.test(mount.type);
  return (
    mountsOf('/proc', process.pid)?.some(({ device, type }) => type === 'overlay' && device === mount.device) === true
  );
}

/** `mnt_id:` of fdinfo (proc_pid_fdinfo(5)); NaN where it is not told. */
function mountId(path: string): number {
  return Number(/^mnt_id:\s+(\d+)$/m.exec(tryReadProcFile(path) ?? '')?.[1] ?? Number.NaN);
}
