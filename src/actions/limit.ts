import { processKey } from '../model/snapshot.ts';
import { childrenOf } from '../proc/children.ts';
import { type Limit, parseOpenFilesLimit } from '../proc/limits.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { words } from '../words/words.ts';
import { describe, type LimitPlan, type LimitTarget, sudoLimit } from './limit-plan.ts';
import { denied, done, failed, type Outcome, type Progress } from './outcome.ts';
import { type NotDone, openProcess } from './process-handle.ts';

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
 * Changes the limits that were planned, one process after the other, each held, or identified again right before (openProcess). The outcome tells
 * the soft limits before and after as read back from /proc/PID/limits, and where it stands when some could not be changed.
 */
export async function raiseLimit(plan: LimitPlan, progress: Progress): Promise<Outcome> {
  if ('refused' in plan) return plan.denied ? denied(plan.refused) : failed(plan.refused);
  const { n, targets } = plan;
  if (targets.length === 0) return done(words().limits.isSo(n));
  const results: Result[] = [];
  for (const target of targets) {
    results.push(await change(target, progress));
    const changed = results.filter(({ now }) => now !== null);
    progress(words().limits.progress(changed.length, targets.length));
  }
  return outcomeOf(results, n, targets);
}

async function change(target: LimitTarget, progress: Progress): Promise<Result> {
  const opened = openProcess(target);
  if ('why' in opened) return missed(target, opened);
  if (opened.noPidfd) progress(words().signals.noPidfd(target.pid, opened.noPidfd));
  try {
    const notDone = await opened.setLimit(target.after);
    if (notDone && notDone.why !== 'denied' && notDone.why !== 'failed') return missed(target, notDone);
    const now = limitOf(target.pid);
    // Alive after it was read: it is its own.
    if (!opened.isAlive()) return missed(target, { why: 'gone' });
    if (now?.soft === target.after.soft) return { target, now, why: null, isDenied: false };
    return missed(target, notDone ?? { why: 'failed', text: words().limits.allTheSame(now?.soft ?? null) });
  } finally {
    opened.close();
  }
}

function missed(target: LimitTarget, notDone: NotDone): Result {
  return { target, now: null, why: tell(target, notDone), isDenied: notDone.why === 'denied' };
}

function tell({ ppid }: LimitTarget, notDone: NotDone): string {
  const said = words().limits;
  switch (notDone.why) {
    case 'gone':
      return said.goneMeanwhile;
    case 'another':
      return said.isAnother;
    case 'moved':
      return said.hasMoved(notDone.ppid, ppid);
    default:
      return notDone.text;
  }
}

function limitOf(pid: number): Limit | null {
  return parseOpenFilesLimit(tryReadProcFile(`/proc/${pid}/limits`) ?? '');
}

function outcomeOf(results: readonly Result[], n: number, targets: readonly LimitTarget[]): Outcome {
  const changed = results.filter(({ now }) => now !== null);
  const left = results.filter(({ now }) => now === null);
  const said = words().limits;
  const late = bornMeanwhile(targets, n);
  const sentences = [
    ...(changed.length > 0 ? [said.changed(changes(changed))] : []),
    ...left.map(({ target, why }) => said.missed(describe(target), why!)),
    ...(late.length > 0 ? [said.late(late.join(', '))] : []),
  ];
  if (left.length === 0 && late.length === 0) return done(sentences.join('; '));
  const text = changed.length === 0 ? said.nothing(sentences.join('; ')) : sentences.join('; ');
  const isDenied = left.some(result => result.isDenied);
  if (!isDenied) return failed(text);
  const targetsLeft = left.map(({ target }) => target);
  return denied(process.geteuid?.() === 0 ? said.inContainer(text) : said.run(text, sudoLimit(targetsLeft, n)));
}

/** `1,024 → 8,192 for master 4711, worker 4712`: those with the same change stand together. */
function changes(results: readonly Result[]): string {
  const said = words().limits;
  const groups = new Map<string, string[]>();
  for (const { target, now } of results) {
    const hard = now!.hard === target.before.hard ? '' : said.hard(said.change(target.before.hard, now!.hard));
    const key = said.change(target.before.soft, now!.soft) + hard;
    groups.set(key, [...(groups.get(key) ?? []), describe(target)]);
  }
  return [...groups].map(([change, processes]) => said.changeFor(change, processes.join(', '))).join('; ');
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
