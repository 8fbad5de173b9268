import { printable } from '../model/printable.ts';
import type { Instance, ProcessSample, Snapshot } from '../model/snapshot.ts';
import type { Evidence, EvidenceGroup } from '../model/verdict/evidence.ts';
import { findListeners } from '../proc/listeners.ts';
import type { SamplerOptions } from '../sampler/sampler.ts';
import { readShared } from './shared.ts';
import type { Seen } from './watch.ts';

/** Peers that are looked up on this machine. */
const MOST_PEERS = 12;

/** What a snapshot alone tells. */
export function common(
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
export function siblingsOf({ processes }: Snapshot, row: ProcessSample): ProcessSample[] {
  if (row.instance === null || row.role !== 'worker') return [];
  return processes.filter(
    ({ pid, instance, role }) => pid !== row.pid && instance === row.instance && role === 'worker',
  );
}

/** What is open, how fast each of it grows, and who listens at the other end; null where it was not read. */
export function groupsOf(procRoot: string, pid: number, { read, groupGrowth }: Seen): EvidenceGroup[] | null {
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

/** What a worker has from its master. */
export function sharedOf(
  procRoot: string,
  row: ProcessSample,
  instance: Instance | null,
  siblings: readonly ProcessSample[],
) {
  const pids = siblings.map(({ pid }) => pid);
  return row.role === 'worker' ? readShared(procRoot, row, instance?.masterPid ?? null, pids) : null;
}
