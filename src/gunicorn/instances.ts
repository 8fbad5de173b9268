import type { Foreign } from '../model/foreign.ts';
import { printable } from '../model/printable.ts';
import type { Role } from '../model/snapshot.ts';
import { assignRoles, type Claimed } from './roles.ts';

export interface Member {
  claimed: Claimed;
  role: Role;
}

/** One Gunicorn: a master with all that it started; or the workers that a dead master left behind. */
export interface Family {
  /** The master's pid and start, or `orphans of NAME`. Names repeat, pids are reused: only together they tell it apart. */
  id: string;
  name: Foreign;
  master: Claimed | null;
  members: Member[];
  /** USR2: this master has a master as its parent or child. */
  upgrading: boolean;
}

/** Groups claimed processes into the Gunicorns that they form. */
export function findFamilies(claimed: ReadonlyMap<number, Claimed>): Family[] {
  const roles = assignRoles(claimed);
  const families = new Map<string, Family>();

  for (const process of claimed.values()) {
    const head = headOf(process, claimed, roles);
    const id = familyId(process, head);
    let family = families.get(id);
    if (!family) {
      family = { id, name: familyName(head ?? process), master: head, members: [], upgrading: false };
      families.set(id, family);
    }
    family.members.push({ claimed: process, role: roles.get(process.facts.pid)! });
  }
  markUpgrades(families, claimed, roles);
  return [...families.values()];
}

/** The nearest master above a process, itself included; null for an orphan. */
function headOf(process: Claimed, claimed: ReadonlyMap<number, Claimed>, roles: Map<number, Role>): Claimed | null {
  let current: Claimed | undefined = process;
  for (let depth = 0; current && depth < 64; depth += 1) {
    const role = roles.get(current.facts.pid);
    if (role === 'master' || role === 'other') return current;
    current = claimed.get(current.facts.ppid);
  }
  return null;
}

function familyId(process: Claimed, head: Claimed | null): string {
  return head ? `${head.facts.pid}@${head.facts.startTime}` : `orphans of ${printable(familyName(process))}`;
}

function familyName({ claim, facts }: Claimed): Foreign {
  return claim.name ?? facts.comm;
}

function markUpgrades(
  families: Map<string, Family>,
  claimed: ReadonlyMap<number, Claimed>,
  roles: Map<number, Role>,
): void {
  for (const family of families.values()) {
    const parent = family.master && claimed.get(family.master.facts.ppid);
    if (!parent || roles.get(parent.facts.pid) !== 'master') continue;
    family.upgrading = true;
    const older = families.get(familyId(parent, parent));
    if (older) older.upgrading = true;
  }
}
