/** Recordings and state files: of a crash, of another version, of somebody who means harm. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../src/config/usage-error.ts';
import { MANAGERS, ROLES, SEVERITIES, type Snapshot } from '../../src/model/snapshot.ts';
import { linesOf } from '../../src/record/lines.ts';
import { parseSnapshot, versionOf } from '../../src/record/parse-snapshot.ts';
import { piecesOf } from '../../src/record/pieces.ts';
import { Player } from '../../src/record/player.ts';
import { firstSnapshot, readRecording } from '../../src/record/recording.ts';
import { snapshotAt } from '../../src/record/snapshot-at.ts';
import { snapshotText } from '../../src/report/snapshot-text.ts';
import { isPending, isWatchState } from '../../src/watch/saved-shape.ts';
import { nothingSaved, readSaved } from '../../src/watch/state-file.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';
import { check, expectPrintable, fuzz, RUNS, withinLimit } from './fuzz.ts';
import { damaged, JSON_WORDS } from './inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LINE = JSON.stringify(
  snapshot({
    processes: [sample({ pid: 7, instance: 'a', command: 'worker [shop]' })],
    instances: [instance({ id: 'a', workerPids: [7] })],
    notes: ['one'],
  }),
);
const words = [
  ...JSON_WORDS,
  '"time":',
  '"processes":',
  '"__proto__":{}',
  '{"toString":1}',
  '\\u001b]0;x',
  '\\ud800',
  '"2026-11-24"',
  '(\\u001b[31m)',
  '1.5',
];

function isSafe(shown: Snapshot): void {
  expect(shown.time).toMatch(/^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  for (const text of [shown.host, shown.kernel, ...shown.notes]) expectPrintable(text);
  for (const each of shown.processes) {
    expect(ROLES).toContain(each.role);
    expect(SEVERITIES).toContain(each.severity);
    expect(Number.isSafeInteger(each.pid)).toBe(true);
    for (const text of [each.user, each.command, each.instance ?? '']) expectPrintable(text);
  }
  for (const each of shown.instances) {
    expect(MANAGERS).toContain(each.manager);
    for (const text of [each.id, each.name, each.unit ?? '']) expectPrintable(text);
  }
  for (const line of snapshotText(shown, { filter: '', columns: null }).split('\n')) expectPrintable(line);
}

fuzz('parseSnapshot', {
  samples: [
    LINE,
    LINE.replace(/"time":"[^"]*"/, '"time":{"toString":1,"valueOf":1}'),
    LINE.replace(/"time":"[^"]*"/, '"time":"2026-11-24 (\\u001b[31m\\n)"'),
  ],
  words,
  parse: parseSnapshot,
  holds: found => found && isSafe(found),
});
fuzz('versionOf', {
  samples: [LINE],
  words,
  parse: versionOf,
  holds: version => expect(['number', 'object']).toContain(typeof version),
});

const plain = Buffer.from(`${LINE}\n${LINE}\n${LINE}\n`);
const members = Buffer.concat([1, 2, 3].map(() => gzipSync(`${LINE}\n`)));
const whole = gzipSync(plain);
whole.writeUInt32LE(1_790_000_000, 4);
const isSentence = (error: unknown) => {
  expect((error as Error).constructor).toBe(Error);
  expectPrintable((error as Error).message);
};

describe.each([
  ['plain', plain],
  ['packed line by line', members],
  ['packed afterwards', whole],
])('a recording, %s', (_, bytes) => {
  test('that is damaged gives safe snapshots and gaps, or a sentence', () => {
    const file = join(folder, 'recording');
    const property = fc.property(damaged([bytes], ['\n', '{', '\x1f\x8b\b']), input => {
      writeFileSync(file, input);
      try {
        for (const each of readRecording(file)) {
          if ('snapshot' in each) isSafe(each.snapshot);
          else expectPrintable(each.gap);
        }
        const player = new Player(file);
        isSafe({ ...player.next() });
        player.close();
        expect(firstSnapshot(file)).not.toBeNull();
      } catch (error) {
        isSentence(error);
      }
      for (const line of linesOf(file)) expect(line === null || !line.includes('\n')).toBe(true);
    });
    withinLimit(() => check(property, RUNS / 2));
  });
});

test('pieces of a file are the file, whatever the separator', () => {
  const file = join(folder, 'pieces');
  const property = fc.property(
    fc.uint8Array({ maxLength: 300, max: 3 }),
    fc.uint8Array({ minLength: 1, maxLength: 3, max: 3 }),
    (bytes, mark) => {
      writeFileSync(file, bytes);
      const separator = Buffer.from(mark);
      const pieces: Buffer[] = [];
      // Each is good until the next is asked for.
      for (const piece of piecesOf(file, separator)) pieces.push(Buffer.from(piece));
      const joined =
        separator.length > 1 ? Buffer.concat(pieces) : Buffer.concat(pieces.flatMap(piece => [piece, separator]));
      expect(joined.subarray(0, bytes.length).equals(Buffer.from(bytes))).toBe(true);
    },
  );
  withinLimit(() => check(property, RUNS));
});

test('what unpacks to far more than it is ends in bounded memory', () => {
  const file = join(folder, 'bomb');
  const bomb = gzipSync(Buffer.alloc(200_000_000, 0x20), { level: 1 });
  writeFileSync(file, Buffer.concat([gzipSync(`${LINE}\n`), bomb, gzipSync(`${LINE}\n`)]));
  const before = process.memoryUsage().arrayBuffers;
  const found = [...readRecording(file)].map(each => Object.keys(each)[0]);
  expect(found).toEqual(['snapshot', 'gap', 'snapshot']);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400_000_000);
});

fuzz('snapshotAt', {
  samples: ['12:30', '23:59:59', '2026-11-24T02:00:00Z', '2026-11-24'],
  words: ['12', ':', '-', '2026-11-24', 'T', 'Z', ' ', '(x)', '.5'],
  parse(text) {
    const file = join(folder, 'at');
    writeFileSync(file, plain);
    return snapshotAt(file, text);
  },
  mayThrow: error => error instanceof UsageError,
  holds: isSafe,
  share: 0.2,
  longestPumped: 8192,
});

const SAVED = {
  ...nothingSaved(),
  owner: { pid: 1, startTime: 2 },
  state: {
    processes: {
      '7@1': {
        pid: 7,
        startTime: 1,
        role: 'worker',
        instance: 'a',
        fds: 5,
        absent: 0,
        levels: { leak: { isUp: true, isTold: true, against: 0 } },
      },
    },
    instances: {
      a: {
        name: 'shop',
        unit: null,
        manager: 'none',
        masterPid: 6,
        absent: 0,
        unknown: { isUp: false, isTold: false, against: 0 },
        born: [{ pid: 7, fds: null, age: 1 }],
        gone: [],
      },
    },
  },
  pending: { stdout: [{ id: 'x', event: 'alert', text: 'worker 7', host: 'web-1', level: 'leak' }] },
};
fuzz('readSaved, isWatchState, isPending', {
  samples: [JSON.stringify(SAVED)],
  words: [...words, '"state":', '"pending":', '"levels":{"constructor":1}'],
  parse(_, bytes) {
    const file = join(folder, 'watch.json');
    writeFileSync(file, bytes);
    return readSaved(file);
  },
  holds({ saved, problem }) {
    expect(saved.version).toBe(1);
    expect([isWatchState(saved.state), isPending(saved.pending)]).toEqual([true, true]);
    if (problem !== null) expectPrintable(problem);
  },
  share: 0.5,
});
