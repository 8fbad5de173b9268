/** Where a recording cannot be written, or must not be. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Recorder } from '../../src/record/recorder.ts';
import { readRecording } from '../../src/record/recording.ts';
import { FDTOP } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { snapshot } from '../ui/snapshots.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-recorder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const countOf = (file: string) => [...readRecording(file)].filter(each => 'snapshot' in each).length;

test('a device is no file: it would be renamed when it is full', () => {
  const { rdev } = statSync('/dev/null');
  expect(() => new Recorder({ file: '/dev/null', maxBytes: 10 })).toThrow(
    '/dev/null is no file: a recording needs one',
  );
  expect(statSync('/dev/null').rdev).toBe(rdev);
});

test('an older part that cannot make way is told; the file is whole, and can be closed', () => {
  const file = join(folder, 'a');
  mkdirSync(join(`${file}.old`, 'in the way'), { recursive: true });
  const recorder = new Recorder({ file, maxBytes: 100 });
  recorder.add(snapshot());
  expect(() => recorder.add(snapshot())).toThrow(/^cannot begin a new .*\/a: E/);
  recorder.close();
  expect(countOf(file)).toBe(1);
});

test('a file that somebody has removed is begun anew: nobody would see what goes on in the old one', () => {
  const file = join(folder, 'a');
  const recorder = new Recorder({ file, maxBytes: 1e6 });
  recorder.add(snapshot());
  rmSync(file);
  recorder.add(snapshot());
  recorder.add(snapshot());
  recorder.close();
  expect(countOf(file)).toBe(2);
});

need(root, 'util-linux')('a disk that is full', () => {
  test.each(['a.ndjson', 'a.ndjson.gz'])(
    'ends the recording with a sentence, and what was recorded is there: %s',
    async name => {
      const script = [
        'mount -t tmpfs -o size=64k tmpfs "$1" || exit 99',
        '"$2" "$3" record "$1/$4" --interval 0.1 --all; code=$?',
        'cp "$1/$4" "$5"; exit $code',
      ].join('\n');
      const copy = join(folder, `copy-${name}`);
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      const args = ['-m', 'sh', '-c', script, 'sh', disk, process.execPath, FDTOP, name, copy];
      const { exitCode, stderr } = await execa('unshare', args, { reject: false, timeout: 60_000 });
      expect(stderr).toMatch(/^fdtop: cannot write .*disk\/a\.ndjson.*: (the disk is full|ENOSPC)/m);
      expect(stderr).toMatch(/^[1-9][\d,]* snapshots? recorded$/m);
      expect(exitCode).toBe(1);
      expect(countOf(copy)).toBe(Number(/^([\d,]+) snapshots? recorded$/m.exec(stderr)![1]!.replace(',', '')));
      expect(existsSync(join(disk, name))).toBe(false);
    },
  );
});

describe('a name that is taken', () => {
  test('by a link is not followed, and says what to do', () => {
    const file = join(folder, 'link');
    symlinkSync(join(folder, 'a'), file);
    expect(() => new Recorder({ file, maxBytes: 1e6 })).toThrow(/link: it is a link, name the file itself$/);
  });

  test('by something else is left alone', () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'mine\n');
    expect(() => new Recorder({ file, maxBytes: 1e6 })).toThrow(/is no recording of fdtop: it is left as it is/);
    expect(readFileSync(file, 'utf8')).toBe('mine\n');
  });
});
