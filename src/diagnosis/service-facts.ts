import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceFacts } from '../model/diagnosis.ts';
import { findService, isService } from '../service/find-service.ts';

/** A manager that does not answer must not hold up the rest. */
const LONGEST_MS = 4000;

/** What the manager of a master is configured with; null when there is none, or it does not tell in time. */
export async function readServiceFacts(procRoot: string, masterPid: number | null): Promise<ServiceFacts | null> {
  if (procRoot !== '/proc' || masterPid === null) return null;
  const timeout = new AbortController();
  const asked = findService(masterPid, 'look').then(
    found => (isService(found) ? { by: found.by, unit: found.unit, configuredLimit: found.nextLimit } : null),
    () => null,
  );
  const late = sleep(LONGEST_MS, null, { signal: timeout.signal, ref: false }).catch(() => null);
  const facts = await Promise.race([asked, late]);
  timeout.abort();
  return facts;
}
