import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnosis, FoundOrigins } from '../model/diagnosis.ts';
import { type GroupReading, groupGrowth } from '../model/group-growth.ts';
import { printable } from '../model/printable.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { Evidence, EvidenceGroup, Growth } from '../model/verdict/evidence.ts';
import { isWorthALook } from '../model/verdict/suspect.ts';
import type { Verdict } from '../model/verdict/verdict.ts';
import { verdictsOf } from '../model/verdict/verdicts.ts';
import { findListeners } from '../proc/listeners.ts';
import { Sampler, type SamplerOptions } from '../sampler/sampler.ts';
import { words } from '../words/words.ts';
import { type Count, forecast, growthOf, growthOfRow } from './growth.ts';
import { readOrigins } from './origins.ts';
import { readTypes, type TypesRead } from './read-types.ts';
import { readServiceFacts } from './service-facts.ts';
import { readShared } from './shared.ts';

export interface DiagnoseRequest extends SamplerOptions {
  /** Null: the worst of the machine. */
  pid: number | null;
  /** What the screen sees now: its growth is known over minutes, and is not measured again. */
  seen?: Snapshot;
  signal?: AbortSignal;
  /** What it does now, in a few words. */
  onProgress?(text: string): void;
}

/** Growth shows in readings so far apart. */
const READINGS = 3;
const APART_MS = 1000;

/** Peers that are looked up on this machine. */
const MOST_PEERS = 12;

/**
 * Gathers all that can be known about one process in about 2 s, and judges it. Changes nothing.
 *
 * @throws Error with a sentence when there is no such process; the reason of `signal` when that is aborted
 */
export async function diagnose(request: DiagnoseRequest): Promise<Diagnosis> {
  const { procRoot, signal, onProgress } = request;
  const sampler = new Sampler(request);
  try {
    onProgress?.(words().diagnosis.doing.types);
    const { snapshot, row } = await choose(sampler, request);
    const instance = snapshot.instances.find(({ id }) => id === row.instance) ?? null;
    const service = readServiceFacts(procRoot, instance?.masterPid ?? null);
    const seen = await watch(sampler, row, request);
    const now = seen.row;
    signal?.throwIfAborted();

    onProgress?.(words().diagnosis.doing.causes);
    const siblings = siblingsOf(snapshot, row);
    const evidence: Evidence = {
      ...common(now, instance, siblings, request),
      growth: seen.growth,
      groups: groupsOf(procRoot, row.pid, seen),
      groupsOf: seen.read.of,
      unread: seen.read.unread,
      shared: seen.read.of === 'process' ? sharedOf(procRoot, row, instance, siblings) : null,
      system: snapshot.system,
    };
    const facts = await service;
    if (evidence.instance && facts) evidence.instance.configuredLimit = facts.configuredLimit;
    const verdicts = verdictsOf(evidence);
    onProgress?.(words().diagnosis.doing.origins);
    const origins = isWorthALook(evidence) ? await readOrigins(procRoot, now, seen.read, signal) : nothingToLookFor();
    return assemble({ snapshot, row: now, instance, evidence, seen, verdicts, origins, service: facts });
  } finally {
    sampler.close();
  }
}

/** What a recording tells of a process at one moment: counts, and no more. */
export function diagnoseRecorded(snapshot: Snapshot, request: SamplerOptions & { pid: number | null }): Diagnosis {
  const row = pick(snapshot, request.pid);
  if (!row) throw new Error(absent(request.pid, words().diagnosis.inRecording(snapshot.time)));
  const instance = snapshot.instances.find(({ id }) => id === row.instance) ?? null;
  const read: TypesRead = { types: null, of: 'process', unread: 'recording' };
  const growth = growthOfRow(row);
  const siblings = siblingsOf(snapshot, row);
  const evidence: Evidence = {
    ...common(row, instance, siblings, request),
    growth,
    groups: null,
    groupsOf: 'process',
    unread: 'recording',
    shared: null,
    system: snapshot.system,
  };
  const origins: FoundOrigins = { heap: null, trace: null, note: words().diagnosis.notLooked.recording };
  const seen = { read, growth, groupGrowth: new Map<string, number>(), notes: [], row };
  return assemble({
    ...{ snapshot, row, instance, evidence, seen, origins },
    verdicts: verdictsOf(evidence),
    service: null,
  });
}

interface Seen {
  row: ProcessSample;
  read: TypesRead;
  growth: Growth;
  groupGrowth: ReadonlyMap<string, number>;
  notes: string[];
}

function nothingToLookFor(): FoundOrigins {
  return { heap: null, trace: null, note: words().diagnosis.notLooked.healthy };
}

/** Any process of the machine can be asked for, Gunicorn's can be chosen. */
async function choose(sampler: Sampler, { pid, seen }: DiagnoseRequest) {
  const wish = { shown: [], exact: true };
  let snapshot = seen ?? (await sampler.sample(wish));
  let row = pick(snapshot, pid);
  if (!row && pid !== null) {
    sampler.showAll(true);
    snapshot = await sampler.sample({ shown: [], exact: false });
    row = pick(snapshot, pid);
  }
  if (!row) throw new Error(absent(pid, words().diagnosis.onThisMachine));
  return { snapshot, row };
}

function pick({ processes }: Snapshot, pid: number | null): ProcessSample | undefined {
  if (pid !== null) return processes.find(process => process.pid === pid);
  const counted = processes.filter(({ fds }) => fds !== null).sort((a, b) => b.fds! - a.fds!);
  return counted[0] ?? processes[0];
}

function absent(pid: number | null, where: string): string {
  const { noGunicorn, noProcess } = words().diagnosis;
  return pid === null ? noGunicorn(where) : noProcess(pid, where);
}

/** Reads types and counts a few times; once where the screen has seen the growth, or where a sample is all there is. */
async function watch(sampler: Sampler, first: ProcessSample, request: DiagnoseRequest): Promise<Seen> {
  const { procRoot, signal, seen } = request;
  const readings: GroupReading[] = [];
  const counts: Count[] = [];
  const notes: string[] = [];
  let row = first;
  let read: TypesRead | null = null;
  const started = performance.now();
  for (let index = 0; index < READINGS; index += 1) {
    if (index > 0) {
      const due = started + index * APART_MS - performance.now();
      await sleep(Math.max(0, due), null, { signal });
      const again = await sampler.sample({ shown: [], exact: false });
      const fresh = again.processes.find(({ pid, startTime }) => pid === first.pid && startTime === first.startTime);
      if (!fresh) {
        notes.push(words().diagnosis.endedMeanwhile);
        break;
      }
      row = seen ? row : fresh;
    }
    if (row.fds !== null) counts.push({ at: performance.now() / 1000, fds: row.fds });
    // A sample of it again would show its error as growth.
    if (read?.types && (!read.types.exact || read.of === 'user')) {
      if (seen) break;
      continue;
    }
    const at = performance.now() / 1000;
    const next = await readTypes(procRoot, row, signal);
    // What it still had while it ended says less than the reading before.
    if (read !== null && (next.types === null || next.types.partial)) {
      notes.push(words().diagnosis.endedMeanwhile);
      break;
    }
    read = next;
    if (next.types?.exact) readings.push({ at, groups: next.types.groups });
    if (next.types === null && (seen || next.unread === 'gone')) break;
  }
  if (read?.types?.partial) notes.push(words().diagnosis.endedWhileRead);
  const growth = seen ? growthOfRow(first) : growthOf(counts);
  return { row: withGrowth(row, growth), read: read!, growth, groupGrowth: groupGrowth(readings), notes };
}

function withGrowth(row: ProcessSample, { perSecond }: Growth): ProcessSample {
  return { ...row, fdsPerSecond: perSecond === null ? null : Math.round(perSecond * 1000) / 1000 };
}

function common(
  row: ProcessSample,
  instance: Instance | null,
  siblings: readonly ProcessSample[],
  { warn, leak }: SamplerOptions,
): Pick<Evidence, 'process' | 'thresholds' | 'siblings' | 'instance'> {
  return {
    process: row,
    thresholds: { warn, leak },
    siblings: siblings.map(({ fds }) => fds).filter(fds => fds !== null),
    instance: instance && {
      name: instance.name,
      manager: instance.manager,
      unit: instance.unit,
      configuredLimit: null,
    },
  };
}

/** The other workers of its instance. */
function siblingsOf({ processes }: Snapshot, row: ProcessSample): ProcessSample[] {
  if (row.instance === null || row.role !== 'worker') return [];
  return processes.filter(
    ({ pid, instance, role }) => pid !== row.pid && instance === row.instance && role === 'worker',
  );
}

function groupsOf(procRoot: string, pid: number, { read, groupGrowth }: Seen): EvidenceGroup[] | null {
  if (!read.types) return null;
  const { groups } = read.types;
  const peers = groups.slice(0, MOST_PEERS).flatMap(({ peer }) => (peer !== null && !peer.includes('*') ? [peer] : []));
  const listeners = findListeners(procRoot, pid, peers);
  return groups.map(group => {
    const listener = group.peer === null ? undefined : listeners.get(group.peer);
    return {
      ...group,
      perSecond: groupGrowth.get(group.label) ?? null,
      listener: listener ? { pid: listener.pid, name: printable(listener.name, 32) } : null,
    };
  });
}

function sharedOf(procRoot: string, row: ProcessSample, instance: Instance | null, siblings: readonly ProcessSample[]) {
  const pids = siblings.map(({ pid }) => pid);
  return row.role === 'worker' ? readShared(procRoot, row, instance?.masterPid ?? null, pids) : null;
}

interface Parts {
  snapshot: Snapshot;
  row: ProcessSample;
  instance: Instance | null;
  evidence: Evidence;
  seen: Seen;
  verdicts: Verdict[];
  origins: FoundOrigins;
  service: Diagnosis['service'];
}

function assemble({ snapshot, row, instance, evidence, seen, verdicts, origins, service }: Parts): Diagnosis {
  const { left, begun } = forecast(row, seen.growth, evidence.siblings);
  return {
    time: snapshot.time,
    host: snapshot.host,
    kernel: snapshot.kernel,
    process: row,
    instance,
    growth: seen.growth,
    secondsLeft: left,
    secondsSinceBegin: begun,
    siblings: evidence.siblings,
    types: seen.read.types,
    typesOf: seen.read.of,
    groupGrowth: seen.groupGrowth,
    verdicts: verdicts as [Verdict, ...Verdict[]],
    origins,
    service,
    system: snapshot.system,
    notes: [...snapshot.notes, ...seen.notes],
    denied: seen.read.unread === 'permission',
  };
}
