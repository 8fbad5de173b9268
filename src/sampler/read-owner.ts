import { parseCgroupPath } from '../proc/cgroup.ts';
import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { type Owner, ownerOfCgroup } from '../service/owner.ts';

/** From a program of supervisord up to it lie a wrapper or two. */
const FAR = 8;

/** Who keeps a process running: its cgroup tells, but for supervisord, whose programs lie in its own. */
export function readOwner(procRoot: string, pid: number): Owner {
  if (hasSupervisord(procRoot, pid)) return { manager: 'supervisor', unit: null, uid: null };
  return ownerOfCgroup(parseCgroupPath(tryReadProcFile(`${procRoot}/${pid}/cgroup`) ?? ''));
}

function hasSupervisord(procRoot: string, pid: number): boolean {
  let process = readStat(procRoot, pid);
  for (let step = 0; process && process.ppid > 1 && step < FAR; step += 1) {
    process = readStat(procRoot, process.ppid);
    if (process?.comm.raw === 'supervisord') return true;
  }
  return false;
}
