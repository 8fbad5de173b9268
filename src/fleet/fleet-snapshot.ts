import type { Snapshot } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import { hostNames } from './host-names.ts';
import type { HostView } from './host-view.ts';
import { fleetNotes } from './notes.ts';

export interface FleetHost {
  job: string;
  instance: string;
  /** Null: it tells. `down`: its last scrape failed. `stopped`: it answers, and tells nothing of fdtop any more. */
  silent: 'down' | 'stopped' | null;
  /** Null when it has told nothing yet. */
  view: HostView | null;
  /** The view is newer than at the last answer. */
  isNews: boolean;
}

export interface FleetState {
  /** Of Prometheus. */
  url: string;
  hosts: ReadonlyMap<string, FleetHost>;
  /** Prometheus's clock, seconds since 1970. */
  now: number;
  /** Of the last answer; null before the first. */
  answer: { ageSeconds: number; ms: number } | null;
  /** Why there was no newer one. */
  failure: string | null;
  /** A query waits for so long. */
  lateSeconds: number | null;
  warnings: readonly string[];
}

/** A fdtop that has not looked for longer is stuck; Prometheus scrapes every minute unless told otherwise. */
export const STUCK_SECONDS = 90;

/** What each target is called on the screen. */
export function namesOf(hosts: ReadonlyMap<string, FleetHost>): Map<string, string> {
  const targets = [...hosts].map(
    ([key, { view, instance }]) => [key, { hostName: view?.hostName ?? '', instance }] as const,
  );
  return hostNames(new Map(targets));
}

/** All hosts as one snapshot; the rows of one that does not answer are marked with their age. */
export function fleetSnapshot(state: FleetState): Snapshot {
  const { hosts, now, answer, failure, url } = state;
  const names = namesOf(hosts);
  const isOld = failure !== null || state.lateSeconds !== null;
  const told = [...hosts].flatMap(([key, { silent, view, isNews }]) => {
    if (!view) return [];
    const age = Math.max(0, Math.floor(now - view.sampledAt));
    const shownAge = silent !== null || isOld || age > STUCK_SECONDS ? age : 0;
    return [{ key, host: names.get(key)!, view, shownAge, isNews: isNews && !isOld }];
  });
  const ages = [...hosts.values()].flatMap(({ silent, view }) =>
    silent === null && view ? [Math.max(0, Math.floor(now - view.sampledAt))] : [],
  );
  const sum = (values: (number | null)[]) =>
    values.every(value => value === null) ? null : values.reduce((total: number, value) => total + (value ?? 0), 0);
  return {
    version: 1,
    time: new Date((now - (isOld ? (answer?.ageSeconds ?? 0) : 0)) * 1000).toISOString(),
    host: words().fleet.hosts(hosts.size),
    kernel: '',
    privileged: true,
    fleet: {
      source: `Prometheus ${url}`,
      answerMs: answer && Math.round(answer.ms),
      hosts: hosts.size,
      down: [...hosts.values()].filter(({ silent }) => silent !== null).length,
      oldestSeconds: ages.length === 0 ? null : Math.max(...ages),
    },
    selfCost: { cpuPercent: null, rssBytes: process.memoryUsage.rss(), sampleMs: Math.round(answer?.ms ?? 0) },
    system: { filesOpen: sum(told.map(({ view }) => view.filesOpen)), filesMax: null },
    notes: fleetNotes(state, names),
    instances: told.flatMap(({ key, host, view }) =>
      view.instances.map(instance => ({ ...instance, id: `${key} ${instance.id}`, host })),
    ),
    processes: told.flatMap(({ key, host, view, shownAge, isNews }) =>
      view.processes.map(process => ({
        ...process,
        host,
        instance: process.instance === null ? null : `${key} ${process.instance}`,
        fdsAgeSeconds: Math.max(process.fdsAgeSeconds, shownAge),
        ...(isNews ? {} : { unchanged: true as const }),
      })),
    ),
  };
}
