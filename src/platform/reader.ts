import type { Stats } from 'node:fs';
import { parseCapabilities } from '../proc/capabilities.ts';
import { parseIds } from '../proc/identity.ts';
import { tryReadProcFile } from '../proc/tree.ts';

/** On whose word a path is read: nothing is read for him that he could not read himself. */
export interface Reader {
  /** Each of the four that he has: real, effective, saved, of the file system. All of them must be allowed to. */
  uids: readonly number[];
  groups: readonly number[];
}

const READ = 4;
const SEARCH = 1;

/**
 * The user of a process from the text of its /proc/PID/status (fs/proc/array.c, task_state); null for text that is none.
 * A gid is taken as his group only where all four are equal: those of a set-group-ID program are not.
 */
export function parseReader(status: string): Reader | null {
  const ids = parseIds(status);
  if (!ids) return null;
  const [uids, gids] = [ids.uids, ids.gids].map(each => [...new Set(each)]) as [number[], number[]];
  return { uids, groups: gids.length === 1 ? [...gids, ...ids.groups] : ids.groups };
}

/**
 * For whom the files that a process names are read. Null where fdtop has no more rights than any user: then the kernel
 * itself sees to it. Nobody, so that nothing is read, where the process is gone.
 */
export function readerOf(procRoot: string, pid: number): Reader | null {
  if (!overridesModes()) return null;
  return parseReader(tryReadProcFile(`${procRoot}/${pid}/status`) ?? '') ?? NOBODY;
}

/** No uid is -1 (setresuid(2) takes it for "leave it as it is"). */
const NOBODY: Reader = { uids: [-1], groups: [] };

let overrides: boolean | undefined;

function overridesModes(): boolean {
  overrides ??=
    process.geteuid?.() === 0 ||
    parseCapabilities(tryReadProcFile('/proc/self/status') ?? '').includes('CAP_DAC_READ_SEARCH');
  return overrides;
}

/** Whether he could read this file, by its mode: an access control list may allow more, and is not looked at. */
export function mayRead(reader: Reader, stat: Stats): boolean {
  return allows(reader, stat, READ);
}

/** Whether he could go through this folder. */
export function maySearch(reader: Reader, stat: Stats): boolean {
  return allows(reader, stat, SEARCH);
}

/** path_resolution(7): the class of the owner, of the group, or of the others decides alone; root may read all. */
function allows({ uids, groups }: Reader, { uid, gid, mode }: Stats, bit: number): boolean {
  return uids.every(each => {
    if (each === 0) return true;
    const shift = each === uid ? 6 : groups.includes(gid) ? 3 : 0;
    return ((mode >> shift) & bit) !== 0;
  });
}
