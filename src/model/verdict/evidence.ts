import type { FdGroup } from '../fd-types.ts';
import type { Thresholds } from '../severity.ts';
import type { Manager, ProcessSample } from '../snapshot.ts';

/** All that the rules look at. Unknown is null; nobody looked is null, too. */
export interface Evidence {
  process: ProcessSample;
  thresholds: Thresholds;
  growth: Growth;
  /** Open files of the other workers of its instance, those that may be counted. */
  siblings: readonly number[];
  /** The biggest first. */
  groups: readonly EvidenceGroup[] | null;
  /** Whose fds the groups are: its own, or all sockets of its user, where its own may not be read. */
  groupsOf: 'process' | 'user';
  /** Why there are no groups of its own. */
  unread: 'permission' | 'recording' | 'gone' | null;
  shared: SharedWithMaster | null;
  instance: InstanceFacts | null;
  system: { filesOpen: number | null; filesMax: number | null };
}

export interface Growth {
  /** Open files per second. */
  perSecond: number | null;
  /** It rose in every interval that was looked at: no accident. */
  sustained: boolean;
  /** How long was looked; null when that is not known. */
  seconds: number | null;
}

export interface EvidenceGroup extends FdGroup {
  perSecond: number | null;
  /** The process of this machine that listens behind the peer, where that is a local one. */
  listener: { pid: number; name: string } | null;
}

/** Fds that a worker has from before the fork: the same open file, under the same number, in its master. */
export interface SharedWithMaster {
  masterPid: number;
  count: number;
  /** How many of those another worker has too; null when there is none to look at. */
  inSibling: number | null;
  /** What the most of them are, safe to print. */
  examples: readonly string[];
}

export interface InstanceFacts {
  name: string;
  manager: Manager;
  unit: string | null;
  /** Soft limit that its next start gets, as configured with its manager. */
  configuredLimit: number | null;
}
