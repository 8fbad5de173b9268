import type { Diagnosis, FoundOrigins } from '../model/diagnosis.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Evidence } from '../model/verdict/evidence.ts';
import { verdictsOf } from '../model/verdict/verdicts.ts';
import type { SamplerOptions } from '../sampler/sampler.ts';
import { words } from '../words/words.ts';
import { assemble } from './assemble.ts';
import { absent, pick } from './choose.ts';
import { common, siblingsOf } from './gather-evidence.ts';
import { growthOfRow } from './growth.ts';
import type { TypesRead } from './read-types.ts';

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
