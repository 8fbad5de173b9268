import type { Diagnosis, FoundOrigins } from '../model/diagnosis.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Evidence } from '../model/verdict/evidence.ts';
import { isWorthALook } from '../model/verdict/suspect.ts';
import { verdictsOf } from '../model/verdict/verdicts.ts';
import { Sampler, type SamplerOptions } from '../sampler/sampler.ts';
import { words } from '../words/words.ts';
import { assemble } from './assemble.ts';
import { choose } from './choose.ts';
import { common, groupsOf, sharedOf, siblingsOf } from './gather-evidence.ts';
import { readOrigins } from './origins.ts';
import { readServiceFacts } from './service-facts.ts';
import { watch } from './watch.ts';

export interface DiagnoseRequest extends SamplerOptions {
  /** Null: the worst of the machine. */
  pid: number | null;
  /** What the screen sees now: its growth is known over minutes, and is not measured again. */
  seen?: Snapshot;
  signal?: AbortSignal;
  /** What it does now, in a few words. */
  onProgress?(text: string): void;
}

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

function nothingToLookFor(): FoundOrigins {
  return { heap: null, trace: null, note: words().diagnosis.notLooked.healthy };
}
