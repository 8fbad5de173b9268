/**
 * Whose a process is, where there is not room for all: anybody can start what looks like ten thousand Gunicorns, and must
 * displace nobody else's by that. Each unit of the system has its share, and so has each user for all else.
 */
import type { Instance, Manager, ProcessSample } from './snapshot.ts';

const OF_UNIT = '0 ';
const OF_USER = '1 ';
const IN_CONTAINERS: readonly (Manager | null)[] = ['docker', 'podman', 'kubernetes'];
/** A user's own uids for containers are of such a number, and above it: SUB_UID_MIN and SUB_UID_COUNT of login.defs(5). */
const BLOCK = 65_536;

/**
 * A key for the share that an instance, or a process of it, is of. `user` is null or `?` where it is not known. Who may act as
 * thousands of users without a name, by subuid(5) or as root of a container, has one share for all of them.
 */
export function shareOf(
  { manager, unit }: { manager: Manager | null; unit: string | null },
  user: string | null,
): string {
  return manager === 'systemd' ? `${OF_UNIT}${unit}` : `${OF_USER}${userOfShare(manager, user ?? '?')}`;
}

function userOfShare(manager: Manager | null, user: string): string {
  if (!/^\d+$/.test(user)) return user;
  const first = Math.floor(Number(user) / BLOCK) * BLOCK;
  return first === 0 && !IN_CONTAINERS.includes(manager) ? user : `${first} to ${first + BLOCK - 1}`;
}

/** Whether it is a unit of the system's: no user chooses of which he is, by his cgroup. */
export function isUnitShare(share: string): boolean {
  return share.startsWith(OF_UNIT);
}

/** The unit or the user, by name. */
export function nameOfShare(share: string): string {
  return share.slice(OF_UNIT.length);
}

/** The first of each share, then the second of each, and so on; units of the system before others, else in their order. */
export function inTurns<Item>(items: readonly Item[], shareOf: (item: Item) => string): Item[] {
  const seen = new Map<string, number>();
  const ranked = items.map(item => {
    const share = shareOf(item);
    const rank = seen.get(share) ?? 0;
    seen.set(share, rank + 1);
    return { item, rank, group: share[0]! };
  });
  // A sort is stable: what is equal stays in its order.
  return ranked
    .sort((a, b) => a.rank - b.rank || (a.group < b.group ? -1 : Number(a.group > b.group)))
    .map(({ item }) => item);
}

/** Instances in turns of whose they are. `members`: the processes, by the id of their instance. */
export function instancesInTurns(
  instances: readonly Instance[],
  members: ReadonlyMap<string | null, readonly ProcessSample[]>,
): Instance[] {
  return inTurns(instances, each => shareOf(each, members.get(each.id)?.[0]?.user ?? null));
}
