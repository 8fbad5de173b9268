import type { Manager, Role } from '../model/snapshot.ts';
import type { Level } from './levels.ts';

/** What `fdtop watch` tells. Alerts, their ends and `guard` go to the channels, too; the others to stdout only. */
export type EventKind =
  | 'started'
  | 'stopped'
  | 'alert'
  | 'resolved'
  | 'more-alerts'
  | 'guard'
  | 'instance-found'
  | 'instance-gone'
  | 'worker-replaced'
  | 'worker-gone'
  | 'more-lines'
  | 'config-reloaded'
  | 'config-refused'
  | 'cannot-look'
  | 'looks-again'
  | 'state-not-kept'
  | 'channel-failing'
  | 'channel-recovered'
  | 'dropped';

/** Why an alert is over. */
export type ResolvedReason = 'under' | 'ended' | 'counted' | 'rebooted';

/** The process or instance that an event is about. Null where that is not known, or means nothing. */
export interface Subject {
  pid: number | null;
  startTime: number | null;
  role: Role | null;
  instance: string | null;
  unit: string | null;
  manager: Manager | null;
  masterPid: number | null;
  /** Whose process it is; of an instance, whose master. */
  user: string | null;
  fds: number | null;
  limitSoft: number | null;
  usedPercent: number | null;
  fdsPerSecond: number | null;
  secondsToLimit: number | null;
}

export const NO_SUBJECT: Subject = {
  pid: null,
  startTime: null,
  role: null,
  instance: null,
  unit: null,
  manager: null,
  masterPid: null,
  user: null,
  fds: null,
  limitSoft: null,
  usedPercent: null,
  fdsPerSecond: null,
  secondsToLimit: null,
};

/** What happened, before it is known where and when: pure functions make these. */
export interface News {
  event: EventKind;
  level: Level | null;
  /** The alert and its end share it: `4711@88123:leak`. */
  key: string | null;
  reason: ResolvedReason | null;
  /** One sentence, safe to print. */
  text: string;
  subject: Subject;
}

/** As it is printed, posted and handed to commands. */
export interface WatchEvent extends Omit<News, 'subject'>, Subject {
  version: 1;
  /** Unique: a message that arrives twice, because its receiver did not answer in time, has the same. */
  id: string;
  /** ISO 8601, UTC. */
  time: string;
  host: string;
}

/** News about nothing in particular. */
export function plainNews(event: EventKind, text: string, more: Partial<News> = {}): News {
  return { event, level: null, key: null, reason: null, text, subject: NO_SUBJECT, ...more };
}
