/**
 * What one tick saw: plain data, the same shape that `fdtop --once --json` prints.
 * Unknown is null, never 0. All strings in it are already safe to print.
 */

export const ROLES = ['master', 'worker', 'dirty-arbiter', 'dirty-worker', 'helper', 'other'] as const;
export type Role = (typeof ROLES)[number];

/** `unknown`: the fds may not be read; `critical`: at 90 % of the soft limit, or within 10 minutes of it. */
export const SEVERITIES = ['unknown', 'ok', 'elevated', 'leaking', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const MANAGERS = ['systemd', 'systemd-user', 'supervisor', 'docker', 'podman', 'kubernetes', 'none'] as const;
export type Manager = (typeof MANAGERS)[number];

/** Why a count is null. */
export type FdsUnknown = 'permission' | 'gone';

export interface ProcessSample {
  pid: number;
  /** Clock ticks after boot at which it started (field 22 of /proc/PID/stat). With the pid it names a process for good. */
  startTime: number;
  ppid: number;
  role: Role;
  /** `Instance.id`, null for a process of no instance. */
  instance: string | null;
  user: string;
  command: string;
  fds: number | null;
  fdsUnknown: FdsUnknown | null;
  /** How long ago `fds` was counted: kernels before 6.2 do not tell, and listing a large process is not free. */
  fdsAgeSeconds: number;
  /** RLIMIT_NOFILE; Infinity where the kernel says "unlimited" (null in JSON), null where not readable. */
  limitSoft: number | null;
  limitHard: number | null;
  usedPercent: number | null;
  fdsPerSecond: number | null;
  secondsToLimit: number | null;
  severity: Severity;
  cpuPercent: number | null;
  rssBytes: number | null;
  ageSeconds: number | null;
  /** In a fleet: the host that it runs on, as it is called on the screen. */
  host?: string;
  /** In a fleet: the unit of its instance, or the app. */
  service?: string;
  /** In a fleet: it was told before, this is no newer count. */
  unchanged?: true;
}

export interface Instance {
  id: string;
  /** proc_name or the app's module, as Gunicorn's title or arguments say. */
  name: string;
  /** False for a server that --match asked for: what its signals do is not known. */
  gunicorn: boolean;
  manager: Manager;
  unit: string | null;
  /** null when only orphaned workers are left. */
  masterPid: number | null;
  workerPids: number[];
  /** Sum over its readable processes; null when none is readable. */
  fds: number | null;
  severity: Severity;
  /** A USR2 upgrade runs: this master's parent or child is a master too. */
  upgrading: boolean;
  /** In a fleet: the host that it runs on. */
  host?: string;
}

export interface Snapshot {
  version: 1;
  /** ISO 8601, UTC. */
  time: string;
  host: string;
  kernel: string;
  /** fdtop runs as root. */
  privileged: boolean;
  selfCost: { cpuPercent: number | null; rssBytes: number; sampleMs: number };
  /** It shows many hosts: who told of them, and how they are. */
  fleet?: FleetFacts;
  /** It is of a recording. */
  replay?: ReplayFacts;
  /** /proc/sys/fs/file-nr. */
  system: { filesOpen: number | null; filesMax: number | null };
  /** What this snapshot lacks, in sentences; empty when it is whole. */
  notes: string[];
  instances: Instance[];
  processes: ProcessSample[];
}

export interface FleetFacts {
  /** Who told of them. */
  source: string;
  /** How long that took; null before the first answer. */
  answerMs: number | null;
  hosts: number;
  /** Of those: how many do not tell now. */
  down: number;
  /** The age of the oldest that the others told; null where none does. */
  oldestSeconds: number | null;
}

export interface ReplayFacts {
  /** When the recording begins and ends; ISO 8601, UTC. */
  start: string;
  end: string;
  /** Between two snapshots as they were recorded; null where there is but one. */
  stepSeconds: number | null;
  /** What is missing right before this one, as a sentence; null when nothing is. */
  gap: string | null;
  /** There is no further one. */
  isEnd: boolean;
}

/** A worker of either kind: of the master, or of its dirty arbiter. */
export function isWorker({ role }: { role: string }): boolean {
  return role === 'worker' || role === 'dirty-worker';
}

/**
 * How a service is called: a unit of the system by its name alone, and no other like it, `systemd-user shop.service`, for any
 * user may call his own unit that; without a unit the name that its processes bear.
 */
export function serviceTitle({ unit, manager, name }: Pick<Instance, 'unit' | 'manager' | 'name'>): string {
  if (unit === null) return name;
  return manager === 'systemd' ? unit : `${manager} ${unit}`;
}

/** The same with the app behind it: `gunicorn.service (shop)`. */
export function serviceAndApp(instance: Pick<Instance, 'unit' | 'manager' | 'name'>): string {
  return instance.unit === null ? instance.name : `${serviceTitle(instance)} (${instance.name})`;
}

/** Names one process for good: a pid alone may be reused, and in a fleet each host has its own. */
export function processKey({ pid, startTime, host }: { pid: number; startTime: number; host?: string }): string {
  return host === undefined ? `${pid}@${startTime}` : `${host} ${pid}@${startTime}`;
}

/** By id, of each list of instances that was asked about: a list is made once, for one snapshot, and never changed. */
const byId = new WeakMap<readonly Instance[], ReadonlyMap<string, Instance>>();

/** The instance that a process belongs to; null for none. */
export function instanceOf({ instances }: Pick<Snapshot, 'instances'>, process: ProcessSample): Instance | null {
  if (process.instance === null) return null;
  const known = byId.get(instances) ?? new Map(instances.map(instance => [instance.id, instance]));
  byId.set(instances, known);
  return known.get(process.instance) ?? null;
}
