import { gunicornClaim, type ProcessFacts } from '../../src/gunicorn/claim.ts';
import { findFamilies } from '../../src/gunicorn/instances.ts';
import type { Claimed } from '../../src/gunicorn/roles.ts';

/** What the kernel tells of a process; only what matters has to be said. */
export function facts(given: Partial<ProcessFacts> & { argv: string[] }): ProcessFacts {
  return {
    pid: 100,
    ppid: 1,
    startTime: 1000,
    comm: 'python3',
    leadsGroup: true,
    heartbeats: [],
    upgradedFrom: null,
    ...given,
  };
}

/** A process titled by setproctitle. */
export function titled(pid: number, ppid: number, title: string, more: Partial<ProcessFacts> = {}): ProcessFacts {
  return facts({ pid, ppid, comm: title.slice(0, 15), argv: [title], ...more });
}

/** A process of a Gunicorn without setproctitle: all of them share their arguments. */
export function untitled(pid: number, ppid: number, more: Partial<ProcessFacts> = {}): ProcessFacts {
  return facts({ pid, ppid, comm: 'gunicorn', argv: ['/usr/bin/python3', '/usr/bin/gunicorn', 'shop:app'], ...more });
}

export function claimAll(processes: readonly ProcessFacts[]): Map<number, Claimed> {
  const claimed = new Map<number, Claimed>();
  for (const each of processes) {
    const claim = gunicornClaim(each);
    if (claim) claimed.set(each.pid, { facts: each, claim });
  }
  return claimed;
}

/** The families as `{ name, master, members: 'PID role ...' }`, whatever the order in which the tree is listed. */
export function families(claimed: ReadonlyMap<number, Claimed>) {
  const list = findFamilies(claimed).map(({ id, name, master, members, upgrading }) => ({
    id,
    name,
    master: master?.facts.pid ?? null,
    members: members
      .map(member => `${member.claimed.facts.pid} ${member.role}`)
      .sort()
      .join(', '),
    upgrading,
  }));
  return list.sort((a, b) => (a.master ?? 0) - (b.master ?? 0));
}

/** Both orders: roles must not depend on which process the kernel lists first. */
export function inBothOrders(processes: readonly ProcessFacts[]): [string, ProcessFacts[]][] {
  return [
    ['parents first', [...processes]],
    ['children first', [...processes].reverse()],
  ];
}
