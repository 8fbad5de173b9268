/**
 * Real cgroups, laid out as systemd lays out its units: what runs in /system.slice/NAME.service is told from anything else by
 * the kernel, with or without a systemd.
 */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { register } from './cleanup.ts';
import type { Condition } from './need.ts';
import { waitUntil } from './wait.ts';

/** Where the hierarchy of systemd is: its own on v1, the only one on v2. */
const ROOT = existsSync('/sys/fs/cgroup/systemd') ? '/sys/fs/cgroup/systemd' : '/sys/fs/cgroup';

export const cgroups: Condition = () => {
  try {
    const folder = join(ROOT, `fdtop-probe-${process.pid}`);
    mkdirSync(folder);
    rmdirSync(folder);
    return null;
  } catch (error) {
    return `cgroups that root may make (${(error as NodeJS.ErrnoException).code})`;
  }
};

/** Moves processes, and with them what they start from now on, to where systemd has those of this unit of the system. */
export function moveIntoUnit(unit: string, ...pids: number[]): void {
  moveInto(unit, join(ROOT, 'system.slice', unit), pids);
}

/** The same for a unit of the own systemd of a user. */
export function moveIntoUserUnit(uid: number, unit: string, ...pids: number[]): void {
  moveInto(unit, join(ROOT, 'user.slice', `user-${uid}.slice`, `user@${uid}.service`, 'app.slice', unit), pids);
}

function moveInto(unit: string, folder: string, pids: readonly number[]): void {
  mkdirSync(folder, { recursive: true });
  for (const pid of pids) writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  // They are empty once all that ran in them has ended.
  const remove = () => {
    try {
      for (let each = folder; each !== ROOT; each = dirname(each)) rmdirSync(each);
    } catch {}
    return !existsSync(folder);
  };
  register({
    stop: () => waitUntil(`the end of what runs in ${unit}`, remove).then(() => {}),
    stopNow: remove,
  });
}
