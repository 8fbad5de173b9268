import { formatCount, plural } from '../model/format.ts';
import { processKey } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { type Limit, parseOpenFilesLimit } from '../proc/limits.ts';
import { readStat } from '../proc/stat.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { setOpenFilesLimit } from '../service/prlimit.ts';
import { describe, type LimitPlan, type LimitTarget, sudoLimit } from './limit-plan.ts';
import { denied, done, failed, type Outcome, type Progress } from './outcome.ts';

export type { LimitMember, LimitPlan } from './limit-plan.ts';
export { planLimit } from './limit-plan.ts';

interface Result {
  target: LimitTarget;
  /** As read back; null when it was not changed, and `why` says why not. */
  now: Limit | null;
  why: string | null;
  isDenied: boolean;
}

/**
 * Changes the limits that were planned, one process after the other, each identified again right before. The outcome tells
 * the soft limits before and after as read back from /proc/PID/limits, and where it stands when some could not be changed.
 */
export async function raiseLimit(plan: LimitPlan, progress: Progress): Promise<Outcome> {
  if ('refused' in plan) return plan.denied ? denied(plan.refused) : failed(plan.refused);
  const { n, targets } = plan;
  if (targets.length === 0) return done(`nothing to do: the soft limit is ${formatCount(n)} already`);
  const results: Result[] = [];
  for (const target of targets) {
    results.push(await change(target));
    const changed = results.filter(({ now }) => now !== null);
    progress(`limit of ${changed.length} of ${plural(targets.length, 'process', 'processes')} changed`);
  }
  return outcomeOf(results, n, targets);
}

async function change(target: LimitTarget): Promise<Result> {
  const strange = identify(target);
  if (strange) return { target, now: null, why: strange, isDenied: false };
  const { words, denied: isDenied } = await setOpenFilesLimit(target.pid, target.after);
  const now = limitOf(target.pid);
  if (now?.soft === target.after.soft) return { target, now, why: null, isDenied: false };
  const why = identify(target) ?? (words || `its soft limit is ${formatCount(now?.soft ?? null)} all the same`);
  return { target, now: null, why, isDenied };
}

/** Null when it is the process that was seen; else what has become of it. */
function identify({ pid, startTime, ppid }: LimitTarget): string | null {
  const stat = readStat('/proc', pid);
  if (!stat) return 'it is gone meanwhile';
  if (stat.startTime !== startTime) return 'the pid belongs to another process now';
  return stat.ppid === ppid ? null : `its parent is now ${stat.ppid}, it was ${ppid}: look again`;
}

function limitOf(pid: number): Limit | null {
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${pid}/limits`) ?? '');
}

function outcomeOf(results: readonly Result[], n: number, targets: readonly LimitTarget[]): Outcome {
  const changed = results.filter(({ now }) => now !== null);
  const missed = results.filter(({ now }) => now === null);
  const late = bornMeanwhile(targets, n);
  const sentences = [
    ...(changed.length > 0 ? [`soft limit of open files: ${changes(changed)}`] : []),
    ...missed.map(({ target, why }) => `${describe(target)} was not changed: ${why}`),
    ...(late.length > 0 ? [`${late.join(', ')} started meanwhile under the old limit: run it once more`] : []),
  ];
  if (missed.length === 0 && late.length === 0) return done(sentences.join('; '));
  const text = changed.length === 0 ? `nothing was changed: ${sentences.join('; ')}` : sentences.join('; ');
  const isDenied = missed.some(result => result.isDenied);
  if (!isDenied) return failed(text);
  const left = missed.map(({ target }) => target);
  return denied(
    process.geteuid?.() === 0
      ? `${text} (this root lacks CAP_SYS_RESOURCE, as in a container: do it on the host)`
      : `${text}; run: ${sudoLimit(left, n)}`,
  );
}

/** `1,024 → 8,192 for master 4711, worker 4712`: those with the same change stand together. */
function changes(results: readonly Result[]): string {
  const groups = new Map<string, string[]>();
  for (const { target, now } of results) {
    const hard = now!.hard === target.before.hard ? '' : `, hard ${limits(target.before.hard, now!.hard)}`;
    const key = `${limits(target.before.soft, now!.soft)}${hard}`;
    groups.set(key, [...(groups.get(key) ?? []), describe(target)]);
  }
  return [...groups].map(([change, processes]) => `${change} for ${processes.join(', ')}`).join('; ');
}

function limits(before: number, after: number): string {
  return `${formatCount(before)} → ${formatCount(after)}`;
}

/** Workers that the master forked after the look and before its own limit was changed. */
function bornMeanwhile(targets: readonly LimitTarget[], n: number): string[] {
  const master = targets.find(({ role }) => role === 'master');
  if (!master || targets.length === 1) return [];
  const known = new Set(targets.map(processKey));
  return childrenOf('/proc', master.pid)
    .filter(child => child.startTime > master.startTime && !known.has(processKey(child)))
    .filter(({ pid }) => limitOf(pid)?.soft === master.before.soft && master.before.soft !== n)
    .map(({ pid }) => String(pid));
}
