/**
 * The walk along a path that judges whose word it is. It knows no sentences: the entry of fdtop needs it, too, and that is to
 * be small; path-trust.ts says what it gives.
 */
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Mount, readMounts } from '../proc/mounts.ts';
import { mayWait } from './mounts.ts';

/**
 * What is to be there. `file`, `folder`: one that is obeyed, or used. `own-file`: one that may be missing, and is replaced
 * where its links lead. `new-file`: one that may be missing, and is written to; not through a link.
 */
export type Wanted = 'file' | 'folder' | 'own-file' | 'new-file';

export interface TrustOptions {
  /** Whose word counts, beside root's. */
  by: number | 'root';
  what: Wanted;
  /** Whether a file system may be touched whose server may be away: when a person has asked for just this path. */
  waits?: boolean;
  /** A folder that the distribution gives to a group, as Ubuntu gives /var/log to syslog: that group is not minded there. */
  given?: string;
}

export type Objection =
  | { what: 'owner'; path: string; uid: number }
  | { what: 'writable' | 'writable-in' | 'links' | 'link' | 'not-plain' | 'no-folder'; path: string }
  | { what: 'waits'; path: string; type: string }
  | { what: 'unseen'; path: string; code: string };

export interface Walk {
  /** Without links; as far as the walk came. */
  path: string;
  /** Null: not there, or not come so far. */
  stats: Stats | null;
  /** The first thing that is wrong. Nothing behind it was touched. */
  objection: Objection | null;
}

const WRITABLE_BY_ALL = 0o002;
const WRITABLE_BY_GROUP = 0o020;
const STICKY = 0o1000;
/** As many links as the kernel follows: path_resolution(7). */
const MOST_LINKS = 40;

/**
 * Walks from `/` to a path, a name at a time, following each link by hand, until something on the way is the word of somebody
 * else: another owner, a folder in which others may write (but for sticky ones, as /tmp: there nobody replaces what is not
 * his). So each name that is looked at stands where only the trusted can turn it. Throws nothing.
 */
export function walkPath(asked: string, options: TrustOptions): Walk {
  const { what, waits = false } = options;
  let mounts: readonly Mount[] | null = null;
  // Not resolve(): to the kernel, which opens it later, `link/..` is what is above the link's end.
  const left = ['', ...namesOf(isAbsolute(asked) ? asked : `${process.cwd()}/${asked}`)];
  let path = '/';
  let stats: Stats | null = null;
  let links = 0;
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = name === '..' ? dirname(path) : join(path, name);
    const isLast = left.length === 0;
    if (!waits) {
      mounts ??= readMounts('/proc', 'self');
      const type = mayWait(next, mounts);
      if (type !== null) return { path: next, stats: null, objection: { what: 'waits', path: next, type } };
    }
    const looked = lookAt(next);
    if ('what' in looked) {
      // Below what is not there is nothing, either.
      const isMissing = looked.code === 'ENOENT' && (what === 'own-file' || what === 'new-file');
      return { path: join(next, ...left), stats: null, objection: isMissing ? null : looked };
    }
    stats = looked;
    const objection = judge(next, stats, isLast, options);
    if (objection) return { path: next, stats, objection };
    if (!stats.isSymbolicLink()) {
      path = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return { path: next, stats, objection: { what: 'links', path: asked } };
    const target = targetOf(next);
    if (typeof target !== 'string') return { path: next, stats: null, objection: target };
    left.unshift(...namesOf(target));
    if (target.startsWith('/')) path = '/';
    // A link to `/`, or to `.`: nothing is left to look at but where it leads.
    if (left.length === 0) left.push('.');
  }
  return { path, stats, objection: null };
}

function namesOf(path: string): string[] {
  return path.split('/').filter(name => name !== '' && name !== '.');
}

type Unseen = Extract<Objection, { what: 'unseen' }>;

function lookAt(path: string): Stats | Unseen {
  try {
    return lstatSync(path);
  } catch (error) {
    return unseen(path, error);
  }
}

function targetOf(link: string): string | Unseen {
  try {
    return readlinkSync(link);
  } catch (error) {
    return unseen(link, error);
  }
}

function unseen(path: string, error: unknown): Unseen {
  return { what: 'unseen', path, code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
}

function judge(path: string, stats: Stats, isLast: boolean, { by, what, given }: TrustOptions): Objection | null {
  const { uid, mode } = stats;
  const owner = by === 'root' ? 0 : by;
  const isOwn = isLast && what === 'own-file' && !stats.isSymbolicLink();
  if (uid !== owner && (uid !== 0 || isOwn)) return { what: 'owner', path, uid };
  if (stats.isSymbolicLink()) return isLast && what === 'new-file' ? { what: 'link', path } : null;
  // Groups of one user are usual: only root minds them.
  const minded = owner === 0 ? WRITABLE_BY_ALL | WRITABLE_BY_GROUP : WRITABLE_BY_ALL;
  if (isLast && what !== 'folder') {
    if (!stats.isFile()) return { what: 'not-plain', path };
    return what === 'file' && (mode & minded) !== 0 ? { what: 'writable', path } : null;
  }
  if (!stats.isDirectory()) return { what: 'no-folder', path };
  const isOpen = (mode & (path === given ? WRITABLE_BY_ALL : minded)) !== 0 && (mode & STICKY) === 0;
  return isOpen ? { what: 'writable-in', path } : null;
}
