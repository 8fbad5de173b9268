import { gunicornClaim, type ProcessFacts } from '../../src/gunicorn/claim.ts';
import { findFamilies } from '../../src/gunicorn/instances.ts';
import type { Claimed } from '../../src/gunicorn/roles.ts';
import { foreign } from '../../src/model/foreign.ts';

/** What matters of a process, its texts as they are. */
export type Given = Partial<Omit<ProcessFacts, 'argv' | 'comm'>> & { argv?: readonly string[]; comm?: string };

/** What the kernel tells of a process; only what matters has to be said. */
export function facts({ argv = [], comm = 'python3', ...given }: Given): ProcessFacts {
  return {
    pid: 100,
    ppid: 1,
    startTime: 1000,
    comm: foreign(comm),
    argv: argv.map(foreign),
    leadsGroup: true,
    heartbeats: [],
    upgradedFrom: null,
    ...given,
  };
}

/** A process titled by setproctitle. */
export function titled(pid: number, ppid: number, title: string, more: Given = {}): ProcessFacts {
  return facts({ pid, ppid, comm: title.slice(0, 15), argv: [title], ...more });
}

/** A process of a Gunicorn without setproctitle: all of them share their arguments. */
export function untitled(pid: number, ppid: number, more: Given = {}): ProcessFacts {
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
    name: name?.raw ?? null,
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
