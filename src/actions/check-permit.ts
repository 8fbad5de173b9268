import { readlinkSync } from 'node:fs';
import { basename, PYTHON } from '../gunicorn/claim.ts';
import { type Credentials, type Identity, identityOf, isSameIdentity, soleUser } from '../proc/identity.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import { type Container, containerOf } from '../service/container.ts';
import { ownerOf } from '../service/owner.ts';
import { isMainOfUnit } from '../service/unit-service.ts';
import { words } from '../words/words.ts';
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
  const elsewhere = container === null ? (whereElse(master.pid) ?? confinement(worker)) : null;
  if (elsewhere !== null) return { why: elsewhere };
  const isOwn = user.uid === self && soleUser(chief)?.uid === self;
  const byItself = isOwn || container !== null || (await isMainOfUnit(master.pid));
  return {
    master: chief,
    worker,
    as: self === 0 && container === null && user.uid !== 0 ? user : null,
    container,
    onlyAsked: byItself ? null : said.onlyAsked(userName(user.uid)),
  };
}

/** Whether all is as it was when the permit was given: asked right before anything is executed. */
export function holds({ master, worker }: Permit): boolean {
  return isSameIdentity(master, identityOf(master.pid)) && isSameIdentity(worker, identityOf(worker.pid));
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

/** Its workers are its own user's, or those of a root that executes a Python; and root's only where it is root's itself. */
function whyNotByRoot(master: Identity, { uid }: Credentials): string | null {
  const chief = soleUser(master);
  if (chief === null) return words().checks.severalUsers(master.pid);
  if (chief.uid === uid && uid !== 0) return null;
  const isPython = master.exe !== null && PYTHON.test(basename(master.exe.raw));
  return chief.uid === 0 && isPython ? null : words().checks.userUnknown;
}

function whyNotByUser(master: Identity, { uid }: Credentials, self: number): string | null {
  const isOwn = uid === self && soleUser(master)?.uid === self;
  return isOwn ? null : words().checks.otherUser;
}

/** The container of a master where there is one, in which a check can be executed; or why it cannot. */
async function containerAround(pid: number): Promise<Container | { why: string } | null> {
  const owner = ownerOf(pid);
  if (owner.manager !== 'docker' && owner.manager !== 'podman') return null;
  return await containerOf(owner, pid);
}

/** A check would not see the files or the network that the workers see. */
function whereElse(pid: number): string | null {
  try {
    const differs = (['mnt', 'net', 'user'] as const).find(
      name => readlinkSync(`/proc/${pid}/ns/${name}`) !== readlinkSync(`/proc/self/ns/${name}`),
    );
    if (differs) return words().checks.apart[differs];
    return readlinkSync(`/proc/${pid}/root`) === readlinkSync('/proc/self/root') ? null : words().checks.chroot;
  } catch {
    return words().checks.onlyRootLooks(pid);
  }
}

/** What a worker may not do, code of it must not be able to do in a check either. */
function confinement({ pid, seccomp }: Identity): string | null {
  if (seccomp === 2 && identityOf(process.pid)?.seccomp !== 2) return words().checks.filtered;
  const label = labelOf(pid);
  const isFree = label === '' || label === labelOf('self') || /\bunconfined/.test(label);
  return isFree ? null : words().checks.confined;
}

/** What AppArmor or SELinux calls it (proc(5), attr/current); '' where neither is there. */
function labelOf(pid: number | 'self'): string {
  return (tryReadProcFile(`/proc/${pid}/attr/current`) ?? '').replace(/[\0\n]+$/, '');
}
