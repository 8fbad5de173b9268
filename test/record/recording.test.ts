/** Recordings, as they are written and as they come back, whole or not. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { Player } from '../../src/record/player.ts';
import { Recorder } from '../../src/record/recorder.ts';
import { readRecording } from '../../src/record/recording.ts';
import { sample, snapshot } from '../ui/snapshots.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-record-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const START = Date.parse('2026-11-24T02:00:00Z');
const at = (second: number, given: Partial<Snapshot> = {}) =>
  snapshot({ time: new Date(START + second * 1000).toISOString(), ...given });
const MAX = 1_000_000;

function write(file: string, snapshots: readonly Snapshot[], maxBytes = MAX): void {
  const recorder = new Recorder({ file, maxBytes });
  for (const each of snapshots) recorder.add(each);
  recorder.close();
}
const seconds = (file: string) =>
  [...readRecording(file)].map(each => ('gap' in each ? each.gap : (Date.parse(each.snapshot.time) - START) / 1000));

describe.each(['a.ndjson', 'a.ndjson.gz'])('%s', name => {
  let file: string;
  beforeEach(() => {
    file = join(folder, name);
  });

  test('gives back what was recorded, as JSON has it', () => {
    write(file, [at(0), at(1)]);
    expect([...readRecording(file)]).toEqual([{ snapshot: at(0) }, { snapshot: at(1) }]);
  });

  test('goes on in a recording that is there', () => {
    write(file, [at(0)]);
    write(file, [at(1)]);
    expect(seconds(file)).toEqual([0, 1]);
  });

  test('a crash loses the line that it cut, and no other; what comes after is there', () => {
    write(file, [at(0), at(1)]);
    truncateSync(file, statSync(file).size - 20);
    expect(seconds(file)).toEqual([0, expect.stringMatching(/cut off or broken/)]);
    write(file, [at(2), at(3)]);
    expect(seconds(file)).toEqual([0, expect.stringMatching(/cut off or broken/), 2, 3]);
  });

  test('is bounded: the older half goes', () => {
    write(file, [at(0)]);
    const { size } = statSync(file);
    write(
      file,
      Array.from({ length: 20 }, (_, index) => at(1 + index)),
      Math.round(5.5 * size),
    );
    expect(statSync(file).size).toBeLessThanOrEqual(6 * size);
    const kept = [...seconds(`${file}.old`), ...seconds(file)];
    expect(kept.at(-1)).toBe(20);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 21 - kept.length + index));
  });

  test('marks the times when nobody recorded', () => {
    write(file, [at(0), at(1), at(2), at(600), at(601)]);
    expect(seconds(file)).toEqual([0, 1, 2, 'nothing was recorded for 598 s', 600, 601]);
  });
});

describe('what is no recording', () => {
  test.each([
    ['empty', ''],
    ['text', 'hello\nworld\n'],
    ['other JSON', '{"a":1}\n'],
    ['binary', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
    ['gzip of something else', gzipSync('hello')],
  ])('%s: says so, and leaves it as it is', (_, content) => {
    const file = join(folder, 'other');
    writeFileSync(file, content);
    expect(() => new Player(file).next()).toThrow(/other is no recording of fdtop/);
    const before = readFileSync(file);
    if (before.length > 0)
      expect(() => new Recorder({ file, maxBytes: MAX })).toThrow(/is no recording of fdtop: it is left as it is/);
    expect(readFileSync(file)).toEqual(before);
  });

  test('a file that is not there', () => {
    expect(() => new Player(join(folder, 'none'))).toThrow(/^cannot read .*none: ENOENT/);
  });

  test('a folder', () => {
    expect(() => new Recorder({ file: folder, maxBytes: MAX })).toThrow(/^cannot write /);
  });

  test('lines of something else between snapshots are gaps', () => {
    const file = join(folder, 'a');
    write(file, [at(0)]);
    appendFileSync(file, 'rubbish\n{"version":1}\n');
    write(file, [at(1)]);
    expect(seconds(file).filter(each => typeof each === 'number')).toEqual([0, 1]);
  });
});

describe('the player', () => {
  const leaking = sample({ pid: 12, fds: 12_000, severity: 'leaking' });

  test('ends with the last snapshot, and says so', () => {
    write(join(folder, 'a'), [at(0), at(1)]);
    const player = new Player(join(folder, 'a'));
    expect([player.next().time, player.next().time]).toEqual([at(0).time, at(1).time]);
    expect(player.next()).toMatchObject({ ...at(1), notes: ['this is the end of the recording'] });
    expect(player.hasEnded).toBe(true);
  });

  test('goes on to the next alert, past one that it has seen', () => {
    const calm = { processes: [sample({ pid: 11 })] };
    const both = { processes: [leaking, sample({ pid: 13, severity: 'critical' })] };
    write(join(folder, 'a'), [
      at(0, calm),
      at(1, calm),
      at(2, { processes: [leaking] }),
      at(3, { processes: [leaking] }),
      at(4, both),
      at(5, both),
    ]);
    const player = new Player(join(folder, 'a'));
    const passed: string[] = [];
    player.next();
    expect(player.nextAlert(({ time }) => passed.push(time))?.time).toBe(at(2).time);
    expect(passed).toEqual([at(1).time]);
    expect(player.nextAlert(() => {})?.time).toBe(at(4).time);
    expect(player.nextAlert(() => {})).toBeNull();
  });

  test('tells of a gap with what comes after it', () => {
    write(join(folder, 'a'), [at(0), at(1), at(99)]);
    const player = new Player(join(folder, 'a'));
    player.next();
    player.next();
    expect(player.next().notes).toEqual(['before this: nothing was recorded for 98 s']);
  });
});
