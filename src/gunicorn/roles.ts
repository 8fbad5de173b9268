import type { Role } from '../model/snapshot.ts';
import type { Claim, ProcessFacts } from './claim.ts';

export interface Claimed {
  facts: ProcessFacts;
  claim: Claim;
}

/**
 * The role of each claimed process. Its title decides where there is one; else its place under its parent does: the
 * top one is the master, its children are workers, whatever is deeper helps them. A master without children is one
 * that boots or idles.
 */
export function assignRoles(claimed: ReadonlyMap<number, Claimed>): Map<number, Role> {
  const roles = new Map<number, Role>();
  const parents = new Set([...claimed.values()].map(({ facts }) => facts.ppid));

  const roleOf = (pid: number, below: number): Role => {
    const known = roles.get(pid);
    if (known) return known;
    const process = claimed.get(pid)!;
    const parent = claimed.get(process.facts.ppid);
    // A torn reading of a changing tree could close a circle of parents; a depth that no real tree has breaks it.
    const parentRole = parent && below < 64 ? roleOf(parent.facts.pid, below + 1) : null;
    const role = decide(process, parent ?? null, parentRole, parents.has(pid));
    roles.set(pid, role);
    return role;
  };
  for (const pid of claimed.keys()) roleOf(pid, 0);
  return roles;
}

function decide(process: Claimed, parent: Claimed | null, parentRole: Role | null, hasChildren: boolean): Role {
  const { facts, claim } = process;
  const { titledRole } = claim;
  if (!parent || !parentRole) return titledRole ?? topRole(process, hasChildren);
  if (claim.matched) return isTopRole(parentRole) ? 'worker' : 'helper';

  if (titledRole === 'master')
    return parentRole !== 'master' || isNextGeneration(process, parent) ? 'master' : 'worker';
  // Forked a moment ago, it still wears the title of its parent.
  if (titledRole === 'dirty-arbiter' && parentRole === 'dirty-arbiter') return 'dirty-worker';
  // A worker that forks hands its title on to the child.
  if (titledRole) return titledRole === parentRole ? 'helper' : titledRole;

  if (parentRole === 'dirty-arbiter') return 'dirty-worker';
  if (parentRole !== 'master') return 'helper';
  if (facts.upgradedFrom === facts.ppid) return 'master';
  return hasChildren && beatsForItself(facts, parent.facts) ? 'dirty-arbiter' : 'worker';
}

function topRole({ facts, claim }: Claimed, hasChildren: boolean): Role {
  if (hasChildren) return 'master';
  if (claim.matched) return 'other';
  const [heartbeat, second] = facts.heartbeats;
  // What a dead master has left behind: it holds its own heartbeat, and was forked into the group of another.
  const isOrphan = heartbeat?.beats && second === undefined && !facts.leadsGroup;
  return isOrphan ? 'worker' : 'master';
}

/** A master knows the heartbeats of all its workers. One that watches others is an arbiter of its own (Gunicorn 25). */
function beatsForItself(facts: ProcessFacts, master: ProcessFacts): boolean {
  const known = new Set(master.heartbeats.map(({ name }) => name));
  return known.size > 0 && facts.heartbeats.length > 0 && facts.heartbeats.every(({ name }) => !known.has(name));
}

/**
 * Whether a process titled as master under a master is the result of USR2 (named `NAME.2` until it is promoted),
 * or a worker that was forked a moment ago and still wears the title of its parent.
 */
function isNextGeneration({ facts, claim }: Claimed, parent: Claimed): boolean {
  return facts.upgradedFrom === facts.ppid || claim.name?.raw !== parent.claim.name?.raw;
}

function isTopRole(role: Role): boolean {
  return role === 'master' || role === 'other';
}
