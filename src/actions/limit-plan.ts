import type { Role } from '../model/snapshot.ts';
import { childHasSysResource, isFirstUserNamespace, mayChangeLimits, parseLimitRights } from '../proc/limit-rights.ts';
import { type Limit, parseOpenFilesLimit } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { words } from '../words/words.ts';
import { sudoCommand } from './sudo-command.ts';

/** A process whose limit is to be changed, as the operator saw it. `fds` null: they could not be counted. */
export interface LimitMember {
  pid: number;
  startTime: number;
  ppid: number;
  role: Role;
  fds: number | null;
}

export interface LimitTarget extends LimitMember {
  before: Limit;
  after: Limit;
}

/** What is to be changed; or why it cannot be, `denied` when this user may not. */
export type LimitPlan = LimitChange | LimitRefusal;

export interface LimitChange {
  n: number;
  /** The master first; none when all of them have this limit already. */
  targets: LimitTarget[];
  warnings: string[];
}

export interface LimitRefusal {
  refused: string;
  denied?: true;
}

/** select() of C and Python takes no fd number of FD_SETSIZE or more (gunicorn#2994). */
export const FD_SETSIZE = 1024;

/**
 * Plans a soft limit of `n` open files for all of these processes. Only reads /proc; everything that can be known to fail is
 * refused here, before the first process is touched.
 */
export function planLimit(members: readonly LimitMember[], n: number): LimitPlan {
  const targets: LimitTarget[] = [];
  for (const member of [...members].sort(masterFirst)) {
    const before = parseOpenFilesLimit(tryReadProcFile(`/proc/${member.pid}/limits`) ?? '');
    if (!before) return { refused: words().limits.unreadable(describe(member)) };
    if (before.soft !== n) {
      targets.push({ ...member, before, after: { soft: n, hard: Math.max(n, before.hard) } });
    }
  }
  if (members.length === 0) return { refused: words().limits.noProcess };
  return whyNot(targets, n) ?? { n, targets, warnings: warningsOf(targets, members, n) };
}

/** The same as root, to be typed: what is denied ends in it. A master's pid stands for its whole instance. */
export function sudoLimit(members: readonly Pick<LimitMember, 'pid' | 'role'>[], n: number): string {
  const master = members.find(({ role }) => role === 'master');
  return (master ? [master] : members).map(({ pid }) => sudoCommand(['limit', String(pid), String(n)])).join(' && ');
}

/** `worker 4711`. */
export function describe({ pid, role }: Pick<LimitMember, 'pid' | 'role'>): string {
  return words().limits.who(role, pid);
}

function masterFirst(a: LimitMember, b: LimitMember): number {
  return Number(b.role === 'master') - Number(a.role === 'master');
}

function whyNot(targets: readonly LimitTarget[], n: number): LimitRefusal | null {
  const nrOpen = Number.parseInt(tryReadProcFile('/proc/sys/fs/nr_open') ?? '', 10);
  if (n > nrOpen) {
    return { refused: words().limits.overNrOpen(n, nrOpen) };
  }
  for (const { before, fds, ...member } of targets) {
    if (n >= before.soft || (fds !== null && n > fds)) continue;
    return { refused: words().limits.wouldLower(n, describe(member), before.soft, fds) };
  }
  return whyNotPermitted(targets, n);
}

function whyNotPermitted(targets: readonly LimitTarget[], n: number): LimitRefusal | null {
  const own = parseLimitRights(tryReadProcFile('/proc/self/status') ?? '');
  if (!own || childHasSysResource(own)) return whyNotInNamespace(targets);
  const said = words().limits;
  const isRoot = own.uids[1] === 0;
  const way = isRoot ? said.rootLacks : words().restarts.run(sudoLimit(targets, n));
  for (const target of targets) {
    const other = parseLimitRights(tryReadProcFile(`/proc/${target.pid}/status`) ?? '');
    if (!other) return { refused: said.gone(describe(target)) };
    if (!mayChangeLimits(own, other)) {
      return { refused: said.otherUser(describe(target), way), denied: true };
    }
  }
  return beyondHard(targets, said.hardNeeds(way));
}

/** A capability of a user namespace is none where the kernel asks for that of the machine (kernel/sys.c, do_prlimit). */
function whyNotInNamespace(targets: readonly LimitTarget[]): LimitRefusal | null {
  if (isFirstUserNamespace(tryReadProcFile('/proc/self/uid_map') ?? '0 0 4294967295')) return null;
  return beyondHard(targets, words().limits.inNamespace);
}

function beyondHard(targets: readonly LimitTarget[], why: string): LimitRefusal | null {
  const target = targets.find(({ before, after }) => after.soft > before.hard);
  if (!target) return null;
  const { before, after } = target;
  const refused = words().limits.beyondHard(after.soft, describe(target), before.hard, why);
  return { refused, denied: true };
}

function warningsOf(targets: readonly LimitTarget[], members: readonly LimitMember[], n: number): string[] {
  const lowered = targets.filter(({ before }) => before.soft > n);
  const raised = targets.filter(({ before }) => before.soft < n);
  const beyond = raised.filter(({ before }) => before.hard < n);
  const said = words().limits;
  const list = (some: readonly LimitTarget[]) => some.map(({ pid }) => pid).join(', ');
  return [
    ...(lowered.length > 0 ? [said.lowers(list(lowered))] : []),
    ...(beyond.length > 0 ? [said.raisesHard(list(beyond))] : []),
    ...(raised.length > 0 ? [said.noCure] : []),
    ...(raised.some(({ before }) => before.soft <= FD_SETSIZE) && n > FD_SETSIZE ? [said.select(FD_SETSIZE - 1)] : []),
    ...(members.some(({ role }) => role === 'master') ? [] : [said.nameInstance]),
  ];
}
