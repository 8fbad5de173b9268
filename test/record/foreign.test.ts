/** Recordings that crashes, other programs and other people have had their hands in. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { Player } from '../../src/record/player.ts';
import { Recorder } from '../../src/record/recorder.ts';
import { readRecording } from '../../src/record/recording.ts';
import { snapshotText } from '../../src/report/snapshot-text.ts';
import { sample, snapshot } from '../ui/snapshots.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-foreign-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const START = Date.parse('2026-11-24T02:00:00Z');
const at = (second: number, given: Partial<Snapshot> = {}) =>
  snapshot({ time: new Date(START + second * 1000).toISOString(), ...given });

function recordingOf(name: string, snapshots: readonly Snapshot[]): string {
  const file = join(folder, name);
  const recorder = new Recorder({ file, maxBytes: 1e9 });
  for (const each of snapshots) recorder.add(each);
  recorder.close();
  return file;
}

const secondsOf = (file: string) =>
  [...readRecording(file)].flatMap(each => ('gap' in each ? [] : [(Date.parse(each.snapshot.time) - START) / 1000]));

describe.each(['a.ndjson', 'a.ndjson.gz'])('%s, cut off at any byte', name => {
  test('gives what is whole before the cut, and no more', () => {
    const small = { processes: [], instances: [] };
    const file = recordingOf(name, [at(0, small), at(1, small), at(2, small)]);
    const bytes = readFileSync(file);
    let most = 0;
    for (let size = 0; size <= bytes.length; size += 1) {
      writeFileSync(file, bytes.subarray(0, size));
      let seconds: number[] = [];
      try {
        seconds = secondsOf(file);
      } catch (error) {
        expect((error as Error).message).toMatch(/is no recording of fdtop: it holds no snapshot$/);
      }
      expect(seconds).toEqual([0, 1, 2].slice(0, seconds.length));
      expect(seconds.length).toBeGreaterThanOrEqual(most);
      most = seconds.length;
    }
    expect(most).toBe(3);
  });

  test('says at its end that something is cut off', () => {
    const file = recordingOf(name, [at(0), at(1)]);
    truncateSync(file, readFileSync(file).length - 20);
    const player = new Player(file);
    expect(player.next().time).toBe(at(0).time);
    expect(player.next()).toMatchObject({
      notes: ['this is the end of the recording; after this: a line of the recording is cut off or broken'],
      replay: { isEnd: true, end: at(0).time },
    });
  });
});

test('one that was packed afterwards as a whole is read, and as far as it is there when it is cut off', () => {
  const plain = recordingOf(
    'a.ndjson',
    [0, 1, 2, 3].map(second => at(second)),
  );
  const packed = join(folder, 'b.ndjson.gz');
  const bytes = gzipSync(Buffer.concat([readFileSync(plain)]));
  // As gzip(1) writes it: with the time of the file.
  bytes.writeUInt32LE(1_790_000_000, 4);
  writeFileSync(packed, bytes);
  expect(secondsOf(packed)).toEqual([0, 1, 2, 3]);
  const { replay } = new Player(packed).next();
  expect(replay).toMatchObject({ start: at(0).time, end: at(3).time, stepSeconds: 1 });
  writeFileSync(packed, bytes.subarray(0, bytes.length - 30));
  expect(secondsOf(packed).slice(0, 1)).toEqual([0]);
});

describe('from when to when it goes', () => {
  test.each(['a.ndjson', 'a.ndjson.gz'])('%s: is known from the start, also of a long one', name => {
    // Several times what is read of its end at once.
    const processes = Array.from({ length: 60 }, (_, index) =>
      sample({ pid: 100 + index, command: `${Math.random()}` }),
    );
    const file = recordingOf(
      name,
      Array.from({ length: 150 }, (_, second) => at(second / 2, { processes })),
    );
    expect(new Player(file).next().replay).toEqual({
      ...{ start: at(0).time, end: at(74.5).time, stepSeconds: 0.5, gap: null, isEnd: false },
    });
  });

  test('of one with a cut off end, and of one that has but one snapshot', () => {
    const file = recordingOf('a', [at(0), at(1), at(2)]);
    appendFileSync(file, '{"version":1,');
    expect(new Player(file).next().replay).toMatchObject({ end: at(2).time });
    expect(new Player(recordingOf('b', [at(5)])).next().replay).toMatchObject({
      ...{ start: at(5).time, end: at(5).time, stepSeconds: null },
    });
  });

  test('a gap is told with what comes after it', () => {
    const player = new Player(recordingOf('a', [at(0), at(1), at(99)]));
    expect([player.next(), player.next(), player.next()].map(({ replay }) => replay?.gap)).toEqual([
      null,
      null,
      'nothing was recorded for 98 s',
    ]);
  });
});

describe('what others wrote', () => {
  test('a file of 1 GB without a line is refused before it is read', () => {
    const file = join(folder, 'huge');
    const fd = openSync(file, 'w');
    ftruncateSync(fd, 1e9);
    closeSync(fd);
    expect(() => new Player(file)).toThrow(/huge is no recording of fdtop: a line of it is longer than any snapshot/);
  });

  test('what is no file is not waited for', () => {
    const file = join(folder, 'fifo');
    execFileSync('mkfifo', [file]);
    expect(() => new Player(file)).toThrow(/^cannot read .*fifo: it is no file$/);
    expect(() => new Player(folder)).toThrow(/: it is no file$/);
  });

  test('a long log of something else is not read to its end', () => {
    const file = join(folder, 'log');
    writeFileSync(file, '{"a":1}\n'.repeat(1000));
    appendFileSync(file, `${JSON.stringify(at(0))}\n`);
    expect(() => new Player(file)).toThrow(/log is no recording of fdtop: it holds no snapshot/);
  });

  test('what unpacks without end is a line that cannot be read, or a file that is too large', () => {
    const bomb = gzipSync(Buffer.alloc(140_000_000), { level: 1 });
    const file = recordingOf('a.gz', [at(0)]);
    appendFileSync(file, bomb);
    expect(secondsOf(file)).toEqual([0]);
    // As gzip(1) writes it: with the time of the file.
    bomb.writeUInt32LE(1_790_000_000, 4);
    writeFileSync(join(folder, 'b.gz'), bomb);
    expect(() => new Player(join(folder, 'b.gz'))).toThrow(
      /b\.gz was packed as a whole, .*: unpack it first \(gunzip\)/,
    );
  });

  test('another version is said to be one', () => {
    const file = join(folder, 'new');
    writeFileSync(file, `${JSON.stringify({ ...at(0), version: 2 })}\n`);
    expect(() => new Player(file)).toThrow(
      /new is of another version of fdtop: its snapshots are of version 2, this one reads 1/,
    );
  });

  test.each([
    ['a process that is null', { processes: [null] }],
    ['a process without pid', { processes: [{ ...sample({ pid: 1 }), pid: undefined }] }],
    ['a role that there is not', { processes: [{ ...sample({ pid: 1 }), role: 'boss' }] }],
    ['an instance that is a number', { instances: [5] }],
    ['an instance without workers', { instances: [{ id: 'a' }] }],
    ['no time', { time: 'now' }],
  ])('%s: no snapshot', (_, given) => {
    const file = recordingOf('a', [at(0)]);
    appendFileSync(file, `${JSON.stringify({ ...at(1), ...given })}\n`);
    expect(secondsOf(file)).toEqual([0]);
  });

  test('what a terminal would obey is not passed on', () => {
    const evil = '\x1b]0;owned\x07\x1b[2J';
    const { processes, instances } = at(0);
    const file = recordingOf('a', [
      at(0, {
        host: evil,
        kernel: evil,
        notes: [evil],
        processes: processes.map(each => ({ ...each, user: evil, command: evil })),
        instances: instances.map(each => ({ ...each, name: evil, unit: evil })),
      }),
    ]);
    const shown = new Player(file).next();
    expect(snapshotText(shown, { filter: '', columns: null }) + shown.notes.join()).not.toContain('\x1b');
    expect(shown.processes).toHaveLength(processes.length);
  });
});
