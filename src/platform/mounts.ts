import { type Mount, readMounts } from '../proc/mounts.ts';

/**
 * Those that ask somebody else, a server or a program, for each answer: when he is silent, so is the system call, and no
 * signal ends it. autofs mounts such a one when it is touched.
 */
const ASKS_OTHERS =
  /^(nfs\d*|cifs|smb3|smbfs|ncpfs|fuse|fuseblk|fuse\..*|9p|virtiofs|ceph|afs|coda|autofs|lustre|glusterfs|gfs2?|ocfs2|gpfs|beegfs|orangefs|pvfs2|davfs|vboxsf|vmhgfs|prl_fs)$/;

/**
 * The type of the file system that a path without links lies on, when its server may be away; null when nobody is asked
 * there. Nothing is touched for it. The file system of `/` never counts: without it nothing runs.
 */
export function mayWait(path: string, mounts: readonly Mount[] = readMounts('/proc', 'self')): string | null {
  const mount = mountOf(path, mounts);
  if (!mount || !ASKS_OTHERS.test(mount.type)) return null;
  return mount.device === mountOf('/', mounts)?.device ? null : mount.type;
}

/**
 * The mount that a path lies on, found as the kernel finds it: from the root on, from each mount to the one on it that the path
 * meets first. So what lies hidden below a later mount is left out.
 */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  const ids = new Set(mounts.map(({ id }) => id));
  const below = (id: number | null) => mounts.filter(mount => (id === null ? !ids.has(mount.parent) : isOn(mount, id)));
  let found = null as Mount | null;
  // Each turn is one mount further; a list that leads in a circle ends, too.
  for (let turns = 0; turns <= mounts.length; turns += 1) {
    const next: Mount | null = below(found?.id ?? null)
      .filter(({ point }) => isWithin(path, point))
      .reduce<Mount | null>((first, each) => (first && first.point.length <= each.point.length ? first : each), null);
    if (!next) break;
    found = next;
  }
  return found;
}

function isOn({ id, parent }: Mount, on: number): boolean {
  return parent === on && id !== on;
}

function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
