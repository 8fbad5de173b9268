/** Evidence of a worker that is well, but for what is said. */
import type { FdKind } from '../../../src/model/fd-types.ts';
import type { Evidence, EvidenceGroup } from '../../../src/model/verdict/evidence.ts';
import { sample } from '../../ui/snapshots.ts';

type GivenGroup = Partial<EvidenceGroup> & { count: number };

export function evidence(given: Partial<Omit<Evidence, 'groups'>> & { groups?: GivenGroup[] | null } = {}): Evidence {
  const groups = given.groups === null ? null : (given.groups ?? [group('device', '/dev/null', 12)]);
  const fds = groups?.reduce((sum, { count }) => sum + count, 0) ?? 12;
  return {
    thresholds: { warn: 1000, leak: 10_000 },
    growth: { perSecond: 0, sustained: false, seconds: 2 },
    siblings: [],
    groupsOf: 'process',
    unread: null,
    shared: null,
    instance: { name: 'shop:app', manager: 'systemd', unit: 'gunicorn.service', configuredLimit: 65_536 },
    system: { filesOpen: 20_000, filesMax: 2_466_170 },
    ...given,
    process: given.process ?? worker(fds, 65_536),
    groups: groups as EvidenceGroup[] | null,
  };
}

export function worker(fds: number | null, limit: number) {
  const usedPercent = fds === null ? null : (fds / limit) * 100;
  return sample({ pid: 4711, fds, limitSoft: limit, usedPercent });
}

export function group(kind: FdKind, label: string, count: number, more: Partial<EvidenceGroup> = {}): EvidenceGroup {
  const rest = { state: null, peer: null, share: 0, marginOfError: 0, perSecond: 0, listener: null };
  return { kind, label, count, ...rest, ...more };
}

export function tcp(state: string, peer: string, count: number, more: Partial<EvidenceGroup> = {}): EvidenceGroup {
  return group('tcp', `TCP ${state} → ${peer}`, count, { state, peer, ...more });
}

export function accepted(state: string, count: number): EvidenceGroup {
  return group('tcp', `TCP ${state} ← accepted on 0.0.0.0:8000`, count, { state });
}

/** What every process has. */
export const usual = [
  group('device', '/dev/null', 4),
  group('deleted-file', '/tmp/wgunicorn-x1 (deleted)', 1),
  accepted('ESTABLISHED', 3),
];
