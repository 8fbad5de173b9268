/** Diagnoses of what was recorded: counts, growth and limit, and honest about the rest. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/config/usage-error.ts';
import { diagnoseRecorded } from '../../src/diagnosis/diagnose-recorded.ts';
import { Recorder } from '../../src/record/recorder.ts';
import { snapshotAt } from '../../src/record/snapshot-at.ts';
import { diagnosisText } from '../../src/report/diagnosis-text.ts';
import { sample, shop, snapshot } from '../ui/snapshots.ts';

const START = Date.parse('2026-11-24T12:00:30.500Z');
const clock = (second: number) => new Date(START + second * 1000).toTimeString().slice(0, 8);
const OPTIONS = { procRoot: '/proc', all: false, match: null, warn: 1000, leak: 10_000 };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-recorded-'));
  file = join(folder, 'incident.ndjson.gz');
  const recorder = new Recorder({ file, maxBytes: 1_000_000 });
  for (const second of [0, 30, 60, 90]) {
    const leaker = sample({ pid: 12, fds: 100 * second, fdsPerSecond: 100, secondsToLimit: 50, severity: 'critical' });
    const time = new Date(START + second * 1000).toISOString();
    recorder.add(snapshot({ time, processes: [...shop().slice(0, 2), leaker] }));
  }
  recorder.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fdsAt = (moment: string | null) => snapshotAt(file, moment).processes.find(({ pid }) => pid === 12)!.fds;

describe('the moment', () => {
  it('is the last snapshot that is not after it', () => {
    expect(fdsAt('2026-11-24T12:01:15Z')).toBe(3000);
    expect(fdsAt(new Date(START + 60_000).toISOString())).toBe(6000);
    expect(fdsAt(null)).toBe(9000);
  });

  it("is a time of day on this machine's clock", () => {
    expect(fdsAt(clock(61))).toBe(6000);
    expect(fdsAt(clock(0).slice(0, 5))).toBe(0);
  });

  it.each(['yesterday', '25:00', '12:60', '7'])('%s is none', moment => {
    expect(() => fdsAt(moment)).toThrow(UsageError);
  });

  it('before the beginning, or after the end, is told', () => {
    expect(() => fdsAt('2026-11-24T11:00:00Z')).toThrow(/the recording begins later, at 2026-11-24T12:00:30.500Z/);
    expect(() => fdsAt('2026-11-25T11:00:00Z')).toThrow(/ends before that, at 2026-11-24T12:02:00.500Z/);
  });
});

describe('the diagnosis', () => {
  it('says what a recording can say, and what not', () => {
    const diagnosis = diagnoseRecorded(snapshotAt(file, null), { ...OPTIONS, pid: null });
    expect(diagnosis.verdicts.map(({ id }) => id)).toEqual(['unknown']);
    const text = diagnosisText(diagnosis);
    expect(text).toContain('worker 12 of gunicorn.service, master 10');
    expect(text).toMatch(/growth +\+100\/s/);
    expect(text).toContain('a recording holds how many files are open, not what they are');
  });

  it('of a process that is well', () => {
    const diagnosis = diagnoseRecorded(snapshotAt(file, null), { ...OPTIONS, pid: 11 });
    expect(diagnosis.verdicts[0].id).toBe('healthy');
  });

  it('of a process that is not in it is an error', () => {
    expect(() => diagnoseRecorded(snapshotAt(file, null), { ...OPTIONS, pid: 99 })).toThrow(/no process 99 runs at/);
  });
});
