/** The recording of an incident that never changes: what the golden screens, and the tests of colours and locales, show. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { severityOf, worstSeverity } from '../../src/model/severity.ts';
import type { Instance, ProcessSample, Snapshot } from '../../src/model/snapshot.ts';
import { instance, sample } from '../ui/snapshots.ts';

const START = Date.parse('2026-11-24T14:00:00Z');
const STEP_SECONDS = 3;
const STEPS = 60;
const THRESHOLDS = { warn: 1000, leak: 10_000 };
/** It passes --leak in the 37th snapshot, where `A` stops. */
const LEAKED_A_STEP = 260;

/** The file, for `fdtop replay FILE`; it is removed after the test file. */
export function writeIncident(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-golden-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'incident.ndjson');
  const lines = Array.from({ length: STEPS }, (_, step) => JSON.stringify(snapshotAt(step)));
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** A leaking worker, one that is worth a look, one at its limit, one that may not be counted; others that are well. */
function snapshotAt(step: number): Snapshot {
  const raffle = { instance: '2117000@90', ppid: 2117000, command: 'gunicorn: worker [raffle.wsgi]' };
  const shop = { instance: '1200@80', ppid: 1200, command: 'gunicorn: worker [東京:app]', user: 'shop' };
  const processes = [
    of({
      pid: 2117000,
      ...raffle,
      ppid: 1,
      role: 'master',
      fds: 41,
      user: 'root',
      rssBytes: 24 << 20,
      ageSeconds: 9e5,
    }),
    of({
      pid: 2117153,
      ...raffle,
      fds: 400 + LEAKED_A_STEP * step,
      fdsPerSecond: 86.7,
      cpuPercent: 41.2,
      rssBytes: 812 << 20,
    }),
    of({ pid: 2117160, ...raffle, fds: 1204 + Math.floor(step / 8), fdsPerSecond: 0.04 }),
    of({ pid: 2117154, ...raffle, fds: 812 - (step % 7) }),
    of({ pid: 1200, ...shop, ppid: 1, role: 'master', fds: 12, limitSoft: 1024, limitHard: 4096 }),
    of({ pid: 1201, ...shop, fds: 973, limitSoft: 1024, limitHard: 4096, fdsPerSecond: null }),
    of({ pid: 1202, ...shop, fds: null, fdsUnknown: 'permission', limitSoft: null, limitHard: null }),
  ];
  return {
    version: 1,
    time: new Date(START + step * STEP_SECONDS * 1000).toISOString(),
    host: 'web-1',
    kernel: '6.8.0-45-generic',
    privileged: false,
    notes: [],
    selfCost: { cpuPercent: 0.8, rssBytes: 61 << 20, sampleMs: 3 },
    system: { filesOpen: 15_000 + LEAKED_A_STEP * step, filesMax: 2_466_170 },
    instances: [
      instanceOf(processes, { id: '2117000@90', name: 'raffle.wsgi', masterPid: 2117000 }),
      instanceOf(processes, { id: '1200@80', name: '東京:app', masterPid: 1200, manager: 'none', unit: null }),
    ],
    processes,
  };
}

function of(given: Partial<ProcessSample> & { pid: number }): ProcessSample {
  const process = sample({ limitSoft: 1_048_576, limitHard: 1_048_576, ageSeconds: 273_600, ...given });
  const { fds, limitSoft, fdsPerSecond } = process;
  const usedPercent = fds === null || limitSoft === null ? null : (fds / limitSoft) * 100;
  const grows = (fdsPerSecond ?? 0) > 0 && fds !== null && limitSoft !== null;
  const secondsToLimit = grows ? (limitSoft - fds) / fdsPerSecond! : null;
  return {
    ...process,
    usedPercent,
    secondsToLimit,
    severity: severityOf({ fds, usedPercent, secondsToLimit }, THRESHOLDS),
  };
}

function instanceOf(processes: readonly ProcessSample[], given: Partial<Instance> & { id: string }): Instance {
  const members = processes.filter(process => process.instance === given.id);
  return instance({
    workerPids: members.filter(({ role }) => role === 'worker').map(({ pid }) => pid),
    fds: members.reduce((sum, { fds }) => sum + (fds ?? 0), 0),
    severity: worstSeverity(members.map(({ severity }) => severity)),
    ...given,
  });
}
