import type { Stats } from 'node:fs';
import { parseCapabilities } from '../proc/capabilities.ts';
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
  const ids = (name: string) => new RegExp(`^${name}:\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)`, 'm').exec(status);
  const [uids, gids] = [ids('Uid'), ids('Gid')].map(row => row && [...new Set(row.slice(1).map(Number))]);
  const others = /^Groups:[ \t]*([\d \t]*)$/m.exec(status)?.[1];
  if (!uids || !gids || others === undefined) return null;
  const groups = others.split(/\s+/).filter(Boolean).map(Number);
  return { uids, groups: gids.length === 1 ? [...gids, ...groups] : groups };
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
