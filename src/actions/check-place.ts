import type { Identity } from '../proc/identity.ts';
import { readProcLink, tryReadProcFile } from '../proc/tree.ts';
import { words } from '../words/words.ts';

/** Any user can make namespaces of his own, in which he is whoever he likes. */
const NAMESPACES = ['mnt', 'net', 'user', 'pid'] as const;

/**
 * Why a check that runs where `there` is (fdtop itself, or the main process of a container) would not see what this process
 * sees: as the end of a sentence; null where it would.
 */
export function whyElsewhere(pid: number, there: number | 'self'): string | null {
  const said = words().checks;
  try {
    const differs = NAMESPACES.find(name => linkOf(pid, `ns/${name}`) !== linkOf(there, `ns/${name}`));
    if (differs) return said.apart[differs === 'net' || differs === 'user' ? differs : 'mnt'];
    return linkOf(pid, 'root') === linkOf(there, 'root') ? null : said.chroot;
  } catch {
    return said.onlyRootLooks(pid);
  }
}

/**
 * Why code of a worker could do more in a check, which is as free as `there` is; null where it could not. What the worker could
 * gain by an execve(2) counts where the check `keepsRights`: setpriv takes them away, a container's own program does not.
 */
export function whyFreer(worker: Identity, there: Identity | null, keepsRights: boolean): string | null {
  const { pid, seccomp } = worker;
  if (there === null) return words().checks.onlyRootLooks(pid);
  if (seccomp === 2 && there.seccomp !== 2) return words().checks.filtered;
  if (keepsRights && hasGivenUp(worker, there)) return words().checks.givenUp;
  const label = labelOf(pid);
  const isFree = label === '' || label === labelOf(there.pid) || /\bunconfined/.test(label);
  return isFree ? null : words().checks.confined;
}

function hasGivenUp(worker: Identity, there: Identity): boolean {
  const isBound = worker.noNewPrivs !== false && there.noNewPrivs === false;
  return isBound || ((there.bounding ?? 0n) & ~(worker.bounding ?? 0n)) !== 0n;
}

/** What AppArmor or SELinux calls it (proc(5), attr/current); '' where neither is there. */
function labelOf(pid: number): string {
  return (tryReadProcFile(`/proc/${pid}/attr/current`) ?? '').replace(/[\0\n]+$/, '');
}

/**
 * The user of a process as a container has it: `UID:GID`, by the maps of the container's main process; those of the process itself
 * are its own word. Null for one that is nobody there.
 */
export function userInside({ uids, gids }: Pick<Identity, 'uids' | 'gids'>, mainPid: number): string | null {
  const map = (file: string, id: number) => insideId(tryReadProcFile(`/proc/${mainPid}/${file}`) ?? '', id);
  const [uid, gid] = [map('uid_map', uids[0]!), map('gid_map', gids[0]!)];
  return uid === null || gid === null ? null : `${uid}:${gid}`;
}

/** An id inside a user namespace, by /proc/PID/uid_map: `FIRST-INSIDE FIRST-OUTSIDE COUNT` (user_namespaces(7)); null: not in it. */
export function insideId(map: string, id: number): number | null {
  for (const line of map.trim().split('\n')) {
    const [inside = 0, outside = 0, count = 0] = line.trim().split(/\s+/).map(Number);
    if (id >= outside && id < outside + count) return inside + id - outside;
  }
  return null;
}

function linkOf(pid: number | 'self', name: string): string {
  return readProcLink(`/proc/${pid}/${name}`);
}
