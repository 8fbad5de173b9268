import { MANAGERS, ROLES } from '../model/snapshot.ts';
import type { WatchEvent } from './event.ts';
import type { LevelState } from './hysteresis.ts';
import { LEVELS, PROCESS_LEVELS } from './levels.ts';
import type { Tracked, TrackedInstance, Waiting, WatchState } from './state.ts';

/**
 * Whether what was read from a file is what the rules remember, to its last field: a state that is half right would make
 * every later look fail.
 */
export function isWatchState(value: unknown): value is WatchState {
  const { processes, instances } = fieldsOf(value);
  return isRecordOf(processes, isTracked) && isRecordOf(instances, isTrackedInstance);
}

export function isPending(value: unknown): value is Record<string, readonly WatchEvent[]> {
  return isRecordOf(value, events => Array.isArray(events) && events.every(isEvent));
}

/** Keys of alerts that were held back. An older fdtop saves none. */
export function isUntold(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every(isText));
}

function isTracked(value: unknown): value is Tracked {
  const { pid, startTime, role, instance, user, fds, absent, levels } = fieldsOf(value);
  const known = fieldsOf(levels);
  return (
    [pid, startTime, absent].every(isNumber) &&
    isNumberOrNull(fds) &&
    isOneOf(ROLES, role) &&
    isText(instance) &&
    isUser(user) &&
    isObject(levels) &&
    Object.keys(known).every(level => isOneOf(PROCESS_LEVELS, level) && isLevelState(known[level]))
  );
}

function isTrackedInstance(value: unknown): value is TrackedInstance {
  const { name, unit, manager, masterPid, user, absent, unknown, born, gone } = fieldsOf(value);
  return (
    isText(name) &&
    (unit === null || isText(unit)) &&
    isOneOf(MANAGERS, manager) &&
    isNumberOrNull(masterPid) &&
    isUser(user) &&
    isNumber(absent) &&
    isLevelState(unknown) &&
    [born, gone].every(waiting => Array.isArray(waiting) && waiting.every(isWaiting))
  );
}

/** An older fdtop saves none. */
function isUser(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || isText(value);
}

function isLevelState(value: unknown): value is LevelState {
  const { isUp, isTold, against } = fieldsOf(value);
  return typeof isUp === 'boolean' && typeof isTold === 'boolean' && isNumber(against);
}

function isWaiting(value: unknown): value is Waiting {
  const { pid, fds, age } = fieldsOf(value);
  return isNumber(pid) && isNumberOrNull(fds) && isNumber(age);
}

function isEvent(value: unknown): value is WatchEvent {
  const { id, event, text, host, level } = fieldsOf(value);
  return [id, event, text, host].every(isText) && (level === null || isOneOf(LEVELS, level));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isRecordOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(isItem);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || isNumber(value);
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return words.some(word => word === value);
}
