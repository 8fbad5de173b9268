import type { ProcessSample } from '../model/snapshot.ts';
import { NO_SUBJECT, type Subject } from './event.ts';
import type { TrackedInstance } from './state.ts';

/** A process, for an event about it. */
export function subjectOf(row: ProcessSample, instance: TrackedInstance): Subject {
  const { pid, startTime, role, user, fds, limitSoft, usedPercent, fdsPerSecond, secondsToLimit } = row;
  const process = { pid, startTime, role, user, fds, limitSoft, usedPercent, fdsPerSecond, secondsToLimit };
  return { ...instanceSubject(instance), ...process };
}

/** An instance, for an event about it; nothing where it is not known any more. */
export function instanceSubject(instance: TrackedInstance | undefined): Subject {
  if (!instance) return NO_SUBJECT;
  const { name, unit, manager, masterPid, user = null } = instance;
  return { ...NO_SUBJECT, instance: name, unit, manager, masterPid, user };
}
