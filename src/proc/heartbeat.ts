import { opendirSync, readlinkSync, statSync } from 'node:fs';
import { readFailure } from './tree.ts';

/** The file through which a Gunicorn worker tells its master that it lives (gunicorn/workers/workertmp.py). */
export interface Heartbeat {
  /** `wgunicorn-ab12cd`: the same file in the worker and in its master. */
  name: string;
  /** The worker has beaten at least once: it has loaded the app, and serves. */
  beats: boolean;
}

/** They are among the first fds that a process opens; a leaking worker has hundreds of thousands more. */
const FIRST_FDS = 128;

/** mkstemp makes it 0600; Gunicorn up to 20 beats by setting its mode to 0 and 1 in turns. */
const HIGHEST_BEATING_MODE = 1;
/** Later ones beat by setting its mtime to the monotonic clock: the time since boot, which is long before now. */
const LONGEST_UPTIME_MS = 20 * 365 * 86_400_000;

/** Heartbeat files that a process holds: a worker its own, a master one of each worker. Null when its fds may not be read. */
export function readHeartbeats(procRoot: string, pid: number): Heartbeat[] | null {
  const directory = `${procRoot}/${pid}/fd`;
  const heartbeats: Heartbeat[] = [];
  try {
    for (const fd of firstFds(directory)) {
      const heartbeat = asHeartbeat(`${directory}/${fd}`);
      if (heartbeat) heartbeats.push(heartbeat);
    }
  } catch (error) {
    const failure = readFailure(error);
    if (failure === 'out-of-fds') throw error;
    return failure === 'gone' ? [] : null;
  }
  return heartbeats;
}

function firstFds(directory: string): string[] {
  const opened = opendirSync(directory, { bufferSize: FIRST_FDS });
  try {
    const names: string[] = [];
    for (let entry = opened.readSync(); entry && names.length < FIRST_FDS; entry = opened.readSync())
      names.push(entry.name);
    return names;
  } finally {
    opened.closeSync();
  }
}

function asHeartbeat(path: string): Heartbeat | null {
  let target: string;
  try {
    target = readlinkSync(path);
  } catch (error) {
    // Closed meanwhile; anything else holds for all of them.
    if (readFailure(error) === 'gone') return null;
    throw error;
  }
  const name = /\/(wgunicorn-[^/]+?)(?: \(deleted\))?$/.exec(target)?.[1];
  return name === undefined ? null : { name, beats: beats(path) };
}

/** Follows the link, which leads to a file of Gunicorn's on a local disk: no dead server can hold it up. */
function beats(path: string): boolean {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file) return false;
  return (file.mode & 0o777) <= HIGHEST_BEATING_MODE || file.mtimeMs < LONGEST_UPTIME_MS;
}
