import type { Diagnosis, FoundOrigins } from '../model/diagnosis.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { Evidence } from '../model/verdict/evidence.ts';
import type { Verdict } from '../model/verdict/verdict.ts';
import { forecast } from './growth.ts';
import type { Seen } from './watch.ts';

export interface Parts {
  snapshot: Snapshot;
  row: ProcessSample;
  instance: Instance | null;
  evidence: Evidence;
  seen: Seen;
  verdicts: Verdict[];
  origins: FoundOrigins;
  service: Diagnosis['service'];
}

/** Puts together what was found. */
export function assemble({ snapshot, row, instance, evidence, seen, verdicts, origins, service }: Parts): Diagnosis {
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
