import { statSync } from 'node:fs';
import { basename, PYTHON } from '../gunicorn/claim.ts';
import { type Credentials, type Identity, identityOf, isSameIdentity, soleUser } from '../proc/identity.ts';
import { userName } from '../proc/users.ts';
import { type Container, containerOf } from '../service/container.ts';
import { ownerOf } from '../service/owner.ts';
import { isMainOfUnit } from '../service/unit-service.ts';
import { words } from '../words/words.ts';
import { userInside, whyElsewhere, whyFreer } from './check-place.ts';
import type { Target } from './signal.ts';

/** Whose app is to be checked: the master, and what the snapshot calls its workers. */
export interface Checked {
  master: Target;
  workers: readonly Target[];
}

/** Under whom, where, and on whose word the code of a service is loaded. */
export interface Permit {
  master: Identity;
  worker: Identity;
  /** As whom; null where that is fdtop's own user. */
  as: Credentials | null;
  /** Null: here. */
  container: Container | null;
  /** `UID:GID` of the worker as its container has it; null here. */
  userInside: string | null;
  /** Why it is not done by itself; null where it is. */
  onlyAsked: string | null;
}

/**
 * Whether the code of a service may be loaded for a look. Any user can look like a Gunicorn: so it runs as the user of a process
 * that is one of its workers, in all four uids; as root only what is root's; in the worker's own namespaces; and by itself only
 * where the operator or the system has started the service. `why` ends a sentence.
 */
export async function permitCheck({ master, workers }: Checked): Promise<Permit | { why: string }> {
  const said = words().checks;
  const chief = identityOf(master.pid);
  if (chief?.startTime !== master.startTime) return { why: said.masterGone(master.pid) };
  const worker = workerOf(master, workers);
  const user = worker && soleUser(worker);
  if (!user) return { why: said.userUnknown };
  const self = process.geteuid?.() ?? 0;
  const whyNot = self === 0 ? whyNotByRoot(chief, user) : whyNotByUser(chief, user, self);
  if (whyNot !== null) return { why: whyNot };
  const container = await containerAround(master.pid);
  if (container !== null && 'why' in container) return container;
  const inside = container && userInside(worker, container.mainPid);
  if (container && inside === null) return { why: said.userUnknown };
  // Root of a container can do much in it: nothing but a Python of its own is that.
  if (inside?.startsWith('0:') && !(isPython(chief) && isPython(worker))) return { why: said.userUnknown };
  const elsewhere = whyNotThere({ master: chief, worker, container });
  if (elsewhere !== null) return { why: elsewhere };
  const isOwn = user.uid === self && soleUser(chief)?.uid === self;
  const byItself = isOwn || container !== null || (await isMainOfUnit(master.pid));
  return {
    master: chief,
    worker,
    as: self === 0 && container === null && user.uid !== 0 ? user : null,
    container,
    userInside: inside,
    onlyAsked: byItself ? whyShown(chief, worker, user) : said.onlyAsked(userName(user.uid)),
  };
}

/** Whether all is as it was when the permit was given: asked right before anything is executed. */
export function holds(permit: Permit): boolean {
  const { master, worker, container } = permit;
  if (!isSameIdentity(master, identityOf(master.pid)) || !isSameIdentity(worker, identityOf(worker.pid))) return false;
  if (container && userInside(worker, container.mainPid) !== permit.userInside) return false;
  return whyNotThere(permit) === null;
}

/** A check sees what master and worker see, and may no more than the worker: here, or as the main process of a container does. */
function whyNotThere({ master, worker, container }: Pick<Permit, 'master' | 'worker' | 'container'>): string | null {
  const there = container?.mainPid ?? 'self';
  return (
    whyElsewhere(master.pid, there) ??
    whyElsewhere(worker.pid, there) ??
    whyFreer(worker, identityOf(container?.mainPid ?? process.pid), container !== null)
  );
}

/** The first of the workers that lives, if all that live are of one user. */
function workerOf(master: Target, workers: readonly Target[]): Identity | null {
  const living = workers.flatMap(({ pid, startTime }) => {
    const identity = identityOf(pid);
    return identity?.startTime === startTime && identity.ppid === master.pid ? [identity] : [];
  });
  const [first] = living;
  return first && living.every(({ uids, gids }) => isSame(uids, first.uids) && isSame(gids, first.gids)) ? first : null;
}

const isSame = (a: readonly number[], b: readonly number[]) => a.join() === b.join();

const isPython = ({ exe }: Identity) => exe !== null && PYTHON.test(basename(exe.raw));

/** Its workers are its own user's, or those of a root that executes a Python; and root's only where it is root's itself. */
function whyNotByRoot(master: Identity, { uid }: Credentials): string | null {
  const chief = soleUser(master);
  if (chief === null) return words().checks.severalUsers(master.pid);
  if (chief.uid === uid && uid !== 0) return null;
  return chief.uid === 0 && isPython(master) ? null : words().checks.userUnknown;
}

function whyNotByUser(master: Identity, { uid }: Credentials, self: number): string | null {
  const isOwn = uid === self && soleUser(master)?.uid === self;
  return isOwn ? null : words().checks.otherUser;
}

/**
 * Why it is only done when it is asked for, though the service is no stranger: its environment is closed to the user of the
 * workers, as root's master has forked them (they are not dumpable, and so root's in /proc), and a check shows it to whatever
 * else runs as that user. Null where it is open to him anyway.
 */
function whyShown(master: Identity, { pid }: Identity, { uid }: Credentials): string | null {
  if (soleUser(master)?.uid === uid) return null;
  const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
  return owner === uid ? null : words().checks.showsEnvironment(userName(uid));
}

/** The container of a master where there is one, in which a check can be executed; or why it cannot. */
async function containerAround(pid: number): Promise<Container | { why: string } | null> {
  const owner = ownerOf(pid);
  if (owner.manager !== 'docker' && owner.manager !== 'podman') return null;
  return await containerOf(owner, pid);
}
