import { findFamilies } from '../gunicorn/instances.ts';
import type { Claimed } from '../gunicorn/roles.ts';
import { parseCgroupPath } from '../proc/cgroup.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { ProcessScanner } from '../sampler/scanner.ts';
import { ownerOfCgroup } from '../service/owner.ts';

/** Pids of the Gunicorn masters that run in a unit now. */
export function mastersOfUnit(unit: string): number[] {
  const claimed = new Map<number, Claimed>();
  for (const { facts, claim } of new ProcessScanner('/proc').scan(() => false).living) {
    if (claim) claimed.set(facts.pid, { facts, claim });
  }
  return findFamilies(claimed).flatMap(({ master }) =>
    master && unitOf(master.facts.pid) === unit ? [master.facts.pid] : [],
  );
}

function unitOf(pid: number): string | null {
  return ownerOfCgroup(parseCgroupPath(tryReadProcFile(`/proc/${pid}/cgroup`) ?? '')).unit;
}
