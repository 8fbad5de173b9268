import type { Instance, ProcessSample, Snapshot } from '../../src/model/snapshot.ts';
import { initialState, type State } from '../../src/store/state.ts';
import { Store } from '../../src/store/store.ts';

/** A worker that is well, but for what is said. */
export function sample(given: Partial<ProcessSample> & { pid: number }): ProcessSample {
  return {
    startTime: given.pid * 10,
    ppid: 10,
    role: 'worker',
    instance: '10@100',
    user: 'www-data',
    command: 'gunicorn: worker [shop:app]',
    fds: 40,
    fdsUnknown: null,
    fdsAgeSeconds: 0,
    limitSoft: 1024,
    limitHard: 4096,
    usedPercent: 3.9,
    fdsPerSecond: 0,
    secondsToLimit: null,
    severity: 'ok',
    cpuPercent: 1.5,
    rssBytes: 90 * 1024 * 1024,
    ageSeconds: 3600,
    ...given,
  };
}

export function instance(given: Partial<Instance> = {}): Instance {
  return {
    id: '10@100',
    name: 'shop:app',
    gunicorn: true,
    manager: 'systemd',
    unit: 'gunicorn.service',
    masterPid: 10,
    workerPids: [11, 12],
    fds: 120,
    severity: 'ok',
    upgrading: false,
    ...given,
  };
}

/** One Gunicorn: master 10, workers 11 and 12, of which 12 leaks. */
export function shop(): ProcessSample[] {
  return [
    sample({ pid: 10, ppid: 1, role: 'master', command: 'gunicorn: master [shop:app]', fds: 12, user: 'root' }),
    sample({ pid: 11 }),
    sample({ pid: 12, fds: 12_000, usedPercent: 60, limitSoft: 20_000, severity: 'leaking', fdsPerSecond: 312 }),
  ];
}

export function snapshot(given: Partial<Snapshot> = {}): Snapshot {
  return {
    version: 1,
    time: '2026-11-24T12:00:00.000Z',
    host: 'web-1',
    kernel: '6.1.0',
    privileged: true,
    notes: [],
    selfCost: { cpuPercent: 1.2, rssBytes: 60 * 1024 * 1024, sampleMs: 3 },
    system: { filesOpen: 13_000, filesMax: 2_466_170 },
    instances: [instance()],
    processes: shop(),
    ...given,
  };
}

export function stateOf(given: Partial<State> = {}): State {
  const shown = snapshot();
  return { ...initialState({ intervalSeconds: 1, all: false }), latest: shown, shown, ...given };
}

/** A store that has seen one snapshot. */
export function storeOf(given: Partial<Snapshot> = {}): Store {
  const store = new Store(initialState({ intervalSeconds: 1, all: false }));
  store.dispatch({ type: 'tick', snapshot: snapshot(given) });
  return store;
}
