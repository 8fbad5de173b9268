import { listSome, readProcLink } from './tree.ts';

export interface SharedFds {
  /** The fd numbers under which both have the same open file. */
  fds: number[];
  /** Their links, in the same order. */
  links: string[];
  /** Not all of the first process's fds were looked at. */
  isPart: boolean;
}

/** More fds than this are not compared: a master that holds more has a leak that shows in these, too. */
const MOST = 20_000;

/**
 * The open files that two processes share since one forked the other: the same link under the same number. For sockets,
 * pipes and anonymous inodes the link holds their inode, which is theirs alone; for a path it says so only nearly surely.
 * Null when one of them may not be read or is gone.
 */
export function sharedFds(procRoot: string, pid: number, other: number): SharedFds | null {
  const fds: number[] = [];
  const links: string[] = [];
  let isPart = false;
  try {
    const names = listSome(`${procRoot}/${pid}/fd`, MOST + 1);
    if (names === null) return null;
    isPart = names.length > MOST;
    readProcLink(`${procRoot}/${other}/fd/0`);
    for (const name of names.slice(0, MOST)) {
      const link = linkOf(`${procRoot}/${pid}/fd/${name}`);
      // All epoll files have one inode: that both have one under this number means nothing.
      if (link === null || link.startsWith('anon_inode:')) continue;
      if (linkOf(`${procRoot}/${other}/fd/${name}`) !== link) continue;
      fds.push(Number(name));
      links.push(link);
    }
  } catch {
    return null;
  }
  return { fds, links, isPart };
}

/** How many of these fds a process has with these links. Null when it may not be read. */
export function countShared(procRoot: string, pid: number, { fds, links }: SharedFds): number | null {
  if (listSome(`${procRoot}/${pid}/fdinfo`, 1) === null) return null;
  return fds.filter((fd, index) => linkOf(`${procRoot}/${pid}/fd/${fd}`) === links[index]).length;
}

function linkOf(path: string): string | null {
  try {
    return readProcLink(path);
  } catch {
    return null;
  }
}
