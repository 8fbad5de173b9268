import { type Mount, readMounts } from './mounts.ts';
import { readProcLink } from './tree.ts';

/** How long the mounts of a namespace are taken to be what they were: within one look at all processes. */
const LIFETIME_MS = 1000;
/**
 * Anybody can make namespaces with thousands of mounts, and put a process into each: so much time of each second goes into those
 * that are not fdtop's own.
 */
const FOREIGN_MS = 100;
const MOST_KNOWN = 200;

interface Known {
  at: number;
  mounts: readonly Mount[];
}

const known = new Map<string, Known>();
let window = { at: Number.NEGATIVE_INFINITY, spent: 0 };

/**
 * The mounts that a process sees, read once in a while for each mount namespace. Null where they are not read now, as too many
 * namespaces want to be looked at, or may not be seen.
 */
export function mountsOf(procRoot: string, pid: number): readonly Mount[] | null {
  const [own, name] = [namespaceOf('/proc', 'self'), namespaceOf(procRoot, pid)];
  if (name === null) return null;
  const now = performance.now();
  const found = known.get(name);
  if (found && now - found.at < LIFETIME_MS) return found.mounts;
  if (now - window.at >= 1000) window = { at: now, spent: 0 };
  const isForeign = procRoot === '/proc' && name !== own;
  if (isForeign && window.spent >= FOREIGN_MS) return null;
  const mounts = readMounts(procRoot, pid);
  if (isForeign) window.spent += performance.now() - now;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, { at: now, mounts });
  return mounts;
}

/** A captured tree has one namespace, its own. */
function namespaceOf(procRoot: string, pid: number | 'self'): string | null {
  if (procRoot !== '/proc') return procRoot;
  try {
    return readProcLink(`/proc/${pid}/ns/mnt`);
  } catch {
    return null;
  }
}
