/** Snapshots for the rules: one instance, its workers by pid. */
import type { Instance, ProcessSample, Snapshot } from '../../src/model/snapshot.ts';
import type { News } from '../../src/watch/event.ts';
import { judge, type Rules } from '../../src/watch/rules.ts';
import { emptyState, type WatchState } from '../../src/watch/state.ts';

export const RULES: Rules = { warn: 1000, leak: 10_000, forecastMinutes: 10, samplesUp: 2, samplesDown: 5 };

export function worker(pid: number, fds: number | null, more: Partial<ProcessSample> = {}): ProcessSample {
  const limitSoft = more.limitSoft ?? 65_536;
  return {
    pid,
    startTime: 1000 + pid,
    ppid: 1,
    role: 'worker',
    instance: '1@1',
    user: 'www-data',
    command: 'gunicorn: worker [shop]',
    fds,
    fdsUnknown: fds === null ? 'permission' : null,
    fdsAgeSeconds: 0,
    limitSoft,
    limitHard: limitSoft,
    usedPercent: fds === null ? null : (fds / limitSoft) * 100,
    fdsPerSecond: 0,
    secondsToLimit: null,
    severity: 'ok',
    cpuPercent: null,
    rssBytes: null,
    ageSeconds: 10,
    ...more,
  };
}

export function snapshotOf(processes: readonly ProcessSample[], more: Partial<Snapshot> = {}): Snapshot {
  const ids = [...new Set(processes.flatMap(({ instance }) => instance ?? []))];
  const instances = ids.map(
    (id): Instance => ({
      id,
      name: 'shop',
      gunicorn: true,
      manager: 'systemd',
      unit: 'gunicorn.service',
      masterPid: Number(id.split('@')[0]),
      workerPids: processes.filter(row => row.instance === id && row.role === 'worker').map(row => row.pid),
      fds: null,
      severity: 'ok',
      upgrading: false,
    }),
  );
  return {
    version: 1,
    time: '2026-01-01T00:00:00.000Z',
    host: 'web1',
    kernel: '6.12',
    privileged: true,
    selfCost: { cpuPercent: null, rssBytes: 0, sampleMs: 1 },
    system: { filesOpen: null, filesMax: null },
    notes: [],
    instances,
    processes: [...processes],
    ...more,
  };
}

/** Feeds samples to the rules, and gives what they tell. */
export class Feed {
  state: WatchState = emptyState();
  rules: Rules;

  constructor(rules: Partial<Rules> = {}) {
    this.rules = { ...RULES, ...rules };
  }

  see(...processes: ProcessSample[]): News[] {
    const { state, news } = judge(this.state, snapshotOf(processes), this.rules);
    // What is kept goes through a file: nothing may get lost on that way.
    this.state = JSON.parse(JSON.stringify(state));
    return news;
  }

  /** The same sample so many times; alerts and their ends as `alert leak 7`, the rest by their kind. */
  told(times: number, ...processes: ProcessSample[]): string[] {
    return Array.from({ length: times }, () => this.see(...processes).map(shortOf)).flat();
  }
}

export function shortOf({ event, level, reason, subject }: News): string {
  if (level === null) return event;
  return [event, level, subject.pid, reason].filter(part => part !== null).join(' ');
}
