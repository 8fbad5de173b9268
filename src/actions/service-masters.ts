import { findFamilies } from '../gunicorn/instances.ts';
import type { Claimed } from '../gunicorn/roles.ts';
import { ProcessScanner } from '../sampler/scanner.ts';
import type { ManagedService } from '../service/service.ts';

/** The Gunicorn masters that are of a service now. */
export async function mastersOf(service: ManagedService): Promise<{ pid: number; startTime: number }[]> {
  const claimed = new Map<number, Claimed>();
  for (const { facts, claim } of new ProcessScanner('/proc').scan(() => false).living) {
    if (claim) claimed.set(facts.pid, { facts, claim });
  }
  const own: { pid: number; startTime: number }[] = [];
  for (const { master } of findFamilies(claimed)) {
    if (master && (await service.owns(master.facts.pid))) own.push(master.facts);
  }
  return own;
}
