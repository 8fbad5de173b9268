import { type Foreign, foreign } from '../model/foreign.ts';
import { readStat } from './stat.ts';
import { readProcLink, tryReadProcFile } from './tree.ts';

/** As whom a program is to run. */
export interface Credentials {
  uid: number;
  gid: number;
  /** The supplementary groups. */
  groups: readonly number[];
}

/** What the kernel tells of who a process is: none of it is the process's own word, but for its command line behind `exe`. */
export interface Identity {
  pid: number;
  /** Ticks after boot. */
  startTime: number;
  ppid: number;
  /** Real, effective, saved, of the file system. A set-user-ID program has several. */
  uids: readonly number[];
  gids: readonly number[];
  groups: readonly number[];
  /** What it executes; null where that may not be read. */
  exe: Foreign | null;
  /** Mode of seccomp: 2 filters its system calls; null on a kernel that does not tell. */
  seccomp: number | null;
  /** Whether an execve(2) can give it no more rights (PR_SET_NO_NEW_PRIVS); null on a kernel that does not tell. */
  noNewPrivs: boolean | null;
  /** The capabilities that it could have again (capabilities(7), bounding set); null where they are not told. */
  bounding: bigint | null;
}

/**
 * Who a process is, of one moment: its start is read before and after, so that nothing of it is another's. Null when it is
 * gone, a zombie, or ended meanwhile.
 */
export function identityOf(pid: number, procRoot = '/proc'): Identity | null {
  const before = readStat(procRoot, pid);
  if (!before) return null;
  const ids = parseIds(tryReadProcFile(`${procRoot}/${pid}/status`) ?? '');
  const exe = readExe(procRoot, pid);
  const after = readStat(procRoot, pid);
  if (!ids || after?.startTime !== before.startTime) return null;
  return { pid, startTime: after.startTime, ppid: after.ppid, ...ids, exe };
}

/**
 * The ids of /proc/PID/status (fs/proc/array.c, task_state): `Uid: real effective saved fs`, the same for `Gid:`,
 * `Groups: 4 27`, `CapBnd: 00000000a80425fb`, `NoNewPrivs: 0` and `Seccomp: 0`. Null for text that is no status.
 */
export function parseIds(status: string): Omit<Identity, 'pid' | 'startTime' | 'ppid' | 'exe'> | null {
  const ids = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)$`, 'm').exec(status);
    return match?.slice(1).map(Number);
  };
  const uids = ids('Uid');
  const gids = ids('Gid');
  const groups = /^Groups:[ \t]*([\d \t]*)$/m.exec(status);
  const seccomp = /^Seccomp:\s+(\d+)$/m.exec(status)?.[1];
  const noNewPrivs = /^NoNewPrivs:\s+([01])$/m.exec(status)?.[1];
  const bounding = /^CapBnd:\s+([0-9a-f]{1,16})$/m.exec(status)?.[1];
  if (!uids || !gids || !groups) return null;
  return {
    uids,
    gids,
    groups: groups[1]!.split(/\s+/).filter(Boolean).map(Number),
    seccomp: seccomp === undefined ? null : Number(seccomp),
    noNewPrivs: noNewPrivs === undefined ? null : noNewPrivs === '1',
    bounding: bounding === undefined ? null : BigInt(`0x${bounding}`),
  };
}

/** The one user as which a process acts; null where its ids differ, as those of a set-user-ID program do. */
export function soleUser({ uids, gids, groups }: Pick<Identity, 'uids' | 'gids' | 'groups'>): Credentials | null {
  const isOne = (ids: readonly number[]) => ids.every(id => id === ids[0]);
  return isOne(uids) && isOne(gids) ? { uid: uids[0]!, gid: gids[0]!, groups } : null;
}

/** Whether a process that has this start time is of one user alone, and of this one. */
export function belongsTo(uid: number, { pid, startTime }: { pid: number; startTime: number }): boolean {
  const identity = identityOf(pid);
  return identity?.startTime === startTime && soleUser(identity)?.uid === uid;
}

/** Whether it is still the same process, under the same ids. */
export function isSameIdentity(then: Identity, now: Identity | null): boolean {
  if (now === null || now.startTime !== then.startTime) return false;
  const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();
  return same(now.uids, then.uids) && same(now.gids, then.gids) && now.exe?.raw === then.exe?.raw;
}

function readExe(procRoot: string, pid: number): Foreign | null {
  try {
    return foreign(readProcLink(`${procRoot}/${pid}/exe`));
  } catch {
    return null;
  }
}
