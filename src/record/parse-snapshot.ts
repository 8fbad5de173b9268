import { printable } from '../model/printable.ts';
import { type Instance, MANAGERS, type ProcessSample, ROLES, SEVERITIES, type Snapshot } from '../model/snapshot.ts';

type Fields = Record<string, unknown>;

/**
 * A snapshot from a line of a recording, by its contract. A recording may come from anybody: what is not of the type that it
 * should be makes it none, and its texts are made safe to print once more.
 *
 * @returns null when the line is no snapshot of this version
 */
export function parseSnapshot(line: string): Snapshot | null {
  const value = objectOf(line);
  const time = timeOf(value?.time);
  if (value?.version !== 1 || time === null) return null;
  const processes = allOf(value.processes, toProcess);
  const instances = allOf(value.instances, toInstance);
  if (!processes || !instances) return null;
  const { selfCost, system, notes } = value as { selfCost?: Fields; system?: Fields; notes?: unknown };
  return {
    version: 1,
    time,
    host: text(value.host, 64),
    kernel: text(value.kernel, 64),
    privileged: value.privileged === true,
    selfCost: {
      cpuPercent: number(selfCost?.cpuPercent),
      rssBytes: number(selfCost?.rssBytes) ?? 0,
      sampleMs: number(selfCost?.sampleMs) ?? 0,
    },
    system: { filesOpen: number(system?.filesOpen), filesMax: number(system?.filesMax) },
    notes: Array.isArray(notes) ? notes.map(note => text(note, 300)) : [],
    instances,
    processes,
  };
}

/** What fdtop writes has a bracket for each process and instance, and a few more; each is an object of its own. */
const MOST_BRACKETS = 200_000;

function isTooMuch(line: string): boolean {
  let count = 0;
  for (let at = 0; at < line.length && count <= MOST_BRACKETS; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) count += 1;
  }
  return count > MOST_BRACKETS;
}

/** As fdtop writes it: Date.parse takes far more than dates, also what a terminal obeys, in parentheses. Null for none. */
function timeOf(value: unknown): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}

/** The version that a line of a recording says it is of; null where it says none. */
export function versionOf(line: string): number | null {
  const value = objectOf(line);
  return Array.isArray(value?.processes) ? number(value.version) : null;
}

function toProcess(value: Fields): ProcessSample | null {
  const role = oneOf(ROLES, value.role);
  const severity = oneOf(SEVERITIES, value.severity);
  if (!isCount(value.pid) || !isCount(value.startTime) || !role || !severity) return null;
  return {
    pid: value.pid,
    startTime: value.startTime,
    ppid: number(value.ppid) ?? 0,
    role,
    instance: value.instance === null ? null : text(value.instance, 300),
    user: text(value.user, 64),
    command: text(value.command, 300),
    fds: number(value.fds),
    fdsUnknown: oneOf(['permission', 'gone'], value.fdsUnknown),
    fdsAgeSeconds: number(value.fdsAgeSeconds) ?? 0,
    limitSoft: number(value.limitSoft),
    limitHard: number(value.limitHard),
    usedPercent: number(value.usedPercent),
    fdsPerSecond: number(value.fdsPerSecond),
    secondsToLimit: number(value.secondsToLimit),
    severity,
    cpuPercent: number(value.cpuPercent),
    rssBytes: number(value.rssBytes),
    ageSeconds: number(value.ageSeconds),
  };
}

function toInstance(value: Fields): Instance | null {
  const severity = oneOf(SEVERITIES, value.severity);
  const manager = oneOf(MANAGERS, value.manager);
  if (typeof value.id !== 'string' || !severity || !manager || !Array.isArray(value.workerPids)) return null;
  return {
    id: text(value.id, 300),
    name: text(value.name, 200),
    gunicorn: value.gunicorn !== false,
    manager,
    unit: value.unit === null ? null : text(value.unit, 200),
    masterPid: number(value.masterPid),
    workerPids: value.workerPids.filter(isCount),
    fds: number(value.fds),
    severity,
    upgrading: value.upgrading === true,
  };
}

function objectOf(line: string): Fields | null {
  if (isTooMuch(line)) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Null as soon as one of them is none. */
function allOf<Item>(values: unknown, toItem: (value: Fields) => Item | null): Item[] | null {
  if (!Array.isArray(values)) return null;
  const items = values.map(value => (isObject(value) ? toItem(value) : null)).filter(item => item !== null);
  return items.length === values.length ? items : null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function text(value: unknown, max: number): string {
  return printable(typeof value === 'string' ? value : '', max);
}

function oneOf<Word extends string>(words: readonly Word[], value: unknown): Word | null {
  return words.find(word => word === value) ?? null;
}
