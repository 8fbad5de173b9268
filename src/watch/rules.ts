import { isWorker, type ProcessSample, processKey, type Snapshot } from '../model/snapshot.ts';
import { pairWorkers } from './comings.ts';
import { type News, plainNews, type ResolvedReason } from './event.ts';
import { DOWN } from './hysteresis.ts';
import { judgeCounted, unknownOver } from './judge-counted.ts';
import { endOf, judgeProcess, type Rules } from './judge-process.ts';
import { foundText, goneText } from './sentences.ts';
import type { Tracked, TrackedInstance, WatchState } from './state.ts';
import { instanceSubject } from './subject.ts';

export type { Rules };

/** What is not to be seen in one snapshot may only have been missed. */
const SAMPLES_UNTIL_GONE = 2;

/**
 * One more snapshot: what has to be told, and what has to be remembered. Pure, and without a clock: it counts samples, so
 * that neither a clock that is set nor a suspended machine looks like anything. Processes of no instance are not looked at.
 */
export function judge(before: WatchState, snapshot: Snapshot, rules: Rules): { state: WatchState; news: News[] } {
  const rows = snapshot.processes.filter(({ instance }) => instance !== null);
  const membersOf = Map.groupBy(rows, ({ instance }) => instance);
  const instances = instancesOf(before, snapshot, membersOf);
  const { absent, news } = judgeAbsent(before, instances, rows);
  const state: WatchState = { processes: absent, instances };

  for (const [id, instance] of Object.entries(instances)) {
    if (before.instances[id]) continue;
    const workers = (membersOf.get(id) ?? []).filter(isWorker);
    news.push(found(instance, workers.length));
  }
  for (const row of rows) {
    const key = processKey(row);
    const last = before.processes[key];
    const instance = instances[row.instance!];
    if (!instance) continue;
    const isNew = !last && before.instances[row.instance!] !== undefined;
    if (isNew && isWorker(row)) instance.born.push({ pid: row.pid, fds: row.fds, age: 0 });
    const { tracked, news: told } = judgeProcess(key, last, row, instance, rules);
    state.processes[key] = tracked;
    news.push(...told);
  }
  for (const [id, instance] of Object.entries(instances)) {
    const counted = judgeCounted(id, instance, membersOf.get(id) ?? [], snapshot.privileged, rules);
    const paired = pairWorkers(counted.instance);
    news.push(...counted.news, ...paired.news);
    instances[id] = paired.instance;
    if (paired.instance.absent < SAMPLES_UNTIL_GONE) continue;
    news.push(...goneInstance(id, paired.instance));
    delete instances[id];
  }
  return { state, news };
}

/** Those that were there and are not to be seen now: the ones that may be missed only, and the ends of the others. */
function judgeAbsent(
  before: WatchState,
  instances: Record<string, TrackedInstance>,
  rows: readonly ProcessSample[],
): { absent: Record<string, Tracked>; news: News[] } {
  const seen = new Map(rows.map(row => [row.pid, processKey(row)]));
  const absent: Record<string, Tracked> = {};
  const news: News[] = [];
  for (const [key, last] of Object.entries(before.processes)) {
    if (seen.get(last.pid) === key) continue;
    const samples = last.absent + 1;
    // Whose pid belongs to another now is surely gone.
    if (samples < SAMPLES_UNTIL_GONE && !seen.has(last.pid)) {
      absent[key] = { ...last, absent: samples };
      continue;
    }
    news.push(...endOf(key, last, instances[last.instance] ?? before.instances[last.instance], 'ended'));
    if (isWorker(last)) instances[last.instance]?.gone.push({ pid: last.pid, fds: last.fds, age: 0 });
  }
  return { absent, news };
}

/** Resolves all that is open, for a reason that holds for all: none of these processes is there any more. */
export function resolveAll(state: WatchState, reason: ResolvedReason): News[] {
  return [
    ...Object.entries(state.processes).flatMap(([key, last]) =>
      endOf(key, last, state.instances[last.instance], reason),
    ),
    ...Object.entries(state.instances).flatMap(([id, instance]) => unknownOver(id, instance, reason)),
  ];
}

/** All that were there, and all that are. */
function instancesOf(
  before: WatchState,
  snapshot: Snapshot,
  membersOf: ReadonlyMap<string | null, readonly ProcessSample[]>,
): Record<string, TrackedInstance> {
  const instances: Record<string, TrackedInstance> = {};
  for (const [id, last] of Object.entries(before.instances))
    instances[id] = { ...last, absent: last.absent + 1, born: [...last.born], gone: [...last.gone] };
  for (const { id, name, unit, manager, masterPid } of snapshot.instances) {
    const { unknown, born, gone, user: last = null } = instances[id] ?? { unknown: DOWN, born: [], gone: [] };
    const user = membersOf.get(id)?.[0]?.user ?? last;
    instances[id] = { name, unit, manager, masterPid, user, absent: 0, unknown, born, gone };
  }
  return instances;
}

function found(instance: TrackedInstance, workers: number): News {
  return plainNews('instance-found', foundText(instance, workers), { subject: instanceSubject(instance) });
}

function goneInstance(id: string, instance: TrackedInstance): News[] {
  const gone = plainNews('instance-gone', goneText(instance), { subject: instanceSubject(instance) });
  return [...unknownOver(id, instance, 'ended'), gone];
}
