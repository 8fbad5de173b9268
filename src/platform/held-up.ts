import { walkPath } from './path-walk.ts';
import { readPlainFile } from './plain-file.ts';
import { replaceFile } from './replace-file.ts';
import { type HeldUp, stampOf } from './watched.ts';

/** Root's list of the processes that nobody can look at, for the next fdtop: without it that one would wait for the same process. */
const MOST_BYTES = 100_000;
const MOST_KEPT = 500;
/** So long one is left out. */
export const LEFT_OUT_MINUTES = 10;

/** Those of this moment; none where the list cannot be trusted, or is none. */
export function readHeldUp(file: string, procRoot: string): HeldUp[] {
  if (!isRoots(file)) return [];
  const read = readPlainFile(file, MOST_BYTES);
  if ('why' in read) return [];
  try {
    const list: unknown = JSON.parse(read.bytes.toString('utf8'));
    const now = Date.now();
    return (Array.isArray(list) ? list.filter(isHeldUp) : []).filter(
      ({ pid, stamp, until }) => until > now && stamp === stampOf(procRoot, pid),
    );
  } catch {
    return [];
  }
}

/** Whether it is on the list now. */
export function keepHeldUp(file: string, procRoot: string, pid: number): boolean {
  const stamp = stampOf(procRoot, pid);
  if (stamp === null || !isRoots(file)) return false;
  const others = readHeldUp(file, procRoot).filter(each => each.pid !== pid);
  const list = [...others, { pid, stamp, until: Date.now() + LEFT_OUT_MINUTES * 60_000 }].slice(-MOST_KEPT);
  try {
    replaceFile(file, JSON.stringify(list));
    return true;
  } catch {
    return false;
  }
}

/** Nobody but root can have written it, nor have laid the way to it. */
function isRoots(file: string): boolean {
  return walkPath(file, { by: 'root', what: 'new-file' }).objection === null;
}

function isHeldUp(value: unknown): value is HeldUp {
  const { pid, stamp, until } = (value ?? {}) as Partial<HeldUp>;
  return Number.isInteger(pid) && typeof stamp === 'string' && typeof until === 'number';
}
