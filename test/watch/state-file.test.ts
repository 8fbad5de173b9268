import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nothingSaved, readSaved, StateWriter, stateFile } from '../../src/watch/state-file.ts';
import { eventOf } from './events.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As it is written, but for what is said. */
const saved = (given: object) => JSON.stringify({ ...nothingSaved(), ...given });
const TRACKED = { pid: 1, startTime: 2, role: 'worker', instance: 'a', fds: 3, absent: 0, levels: {} };

test('stands where systemd says, else where the system or the user keeps such things', () => {
  expect(stateFile({ STATE_DIRECTORY: '/var/lib/private/fdtop' })).toBe('/var/lib/private/fdtop/watch.json');
  expect(stateFile({ STATE_DIRECTORY: '/a:/b' })).toBe('/a/watch.json');
  const own = stateFile({ XDG_STATE_HOME: '/x' });
  expect(own).toBe(process.geteuid?.() === 0 ? '/var/lib/fdtop/watch.json' : '/x/fdtop/watch.json');
  if (process.geteuid?.() !== 0) expect(stateFile({})).toBe(join(homedir(), '.local/state/fdtop/watch.json'));
});

test('a save that comes just as a writing has ended is written, too', async () => {
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  const file = join(blocked, 'watch.json');
  // The first cannot be written; what hears of it saves once more before anybody has heard of the end of that writing.
  const writer = new StateWriter(file, problem => {
    if (problem === null) return;
    rmSync(blocked);
    queueMicrotask(() => writer.save(() => ({ ...nothingSaved(), guard: 2 })));
  });
  writer.save(() => ({ ...nothingSaved(), guard: 1 }));
  await writer.done();
  await writer.done();
  expect(readSaved(file)).toEqual({ saved: { ...nothingSaved(), guard: 2 }, problem: null });
});

test('is written as a whole, the last save wins, and nothing else is left', async () => {
  const file = join(folder, 'deep/er/watch.json');
  const problems: unknown[] = [];
  const writer = new StateWriter(file, problem => problems.push(problem));
  for (let guard = 0; guard < 50; guard += 1) writer.save(() => ({ ...nothingSaved(), guard }));
  await writer.done();
  expect(readSaved(file)).toEqual({ saved: { ...nothingSaved(), guard: 49 }, problem: null });
  expect(readdirSync(join(folder, 'deep/er'))).toEqual(['watch.json']);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(problems).toEqual([]);
});

test.each([
  '',
  '{',
  '[]',
  'null',
  '{"version":2}',
  '{"version":1,"pending":{},"state":{}}',
  '{"version":1,"pending":{},"state":{"processes":[],"instances":null}}',
  saved({ owner: undefined }),
  saved({ owner: 5 }),
  saved({ pending: { w: 5 } }),
  saved({ untold: ['a', 5] }),
  saved({ pending: { w: [{ text: 'half an event' }] } }),
  saved({ state: { processes: { '1@2': null }, instances: {} } }),
  saved({ state: { processes: { '1@2': { ...TRACKED, levels: null } }, instances: {} } }),
  saved({ state: { processes: { '1@2': { ...TRACKED, levels: { leak: true } } }, instances: {} } }),
  saved({ state: { processes: { '1@2': { ...TRACKED, role: 'boss' } }, instances: {} } }),
  saved({ state: { processes: {}, instances: { a: {} } } }),
])('what is not ours (%j) is said and forgotten', text => {
  const file = join(folder, 'bad.json');
  writeFileSync(file, text);
  const { saved, problem } = readSaved(file);
  expect(saved).toEqual(nothingSaved());
  expect(problem).toContain('what it held is forgotten');
});

test('what is ours comes back as it was', () => {
  const file = join(folder, 'good.json');
  const level = { isUp: true, isTold: true, against: 0 };
  const instance = { name: 'shop', unit: null, manager: 'none', masterPid: 1, absent: 0, unknown: level };
  const waiting = [{ pid: 4, fds: null, age: 1 }];
  const state = {
    processes: { '1@2': { ...TRACKED, levels: { leak: level } } },
    instances: { a: { ...instance, born: waiting, gone: [] } },
  };
  writeFileSync(file, saved({ owner: { pid: 1, startTime: 2 }, state, pending: { w: [eventOf({})] } }));
  expect(readSaved(file)).toMatchObject({ saved: { state }, problem: null });
});

test('what an older fdtop has saved has no users and nothing that was held back, and is taken', () => {
  const file = join(folder, 'old.json');
  const level = { isUp: true, isTold: true, against: 0 };
  const instance = { name: 'shop', unit: null, manager: 'none', masterPid: 1, absent: 0, unknown: level };
  const old = {
    state: { processes: { '1@2': TRACKED }, instances: { a: { ...instance, born: [], gone: [] } } },
    pending: { w: [{ ...eventOf({}), user: undefined }] },
  };
  writeFileSync(file, saved(old));
  expect(readSaved(file)).toMatchObject({ saved: { state: old.state }, problem: null });
  writeFileSync(file, saved({ ...old, untold: ['1@2:leak'] }));
  expect(readSaved(file)).toMatchObject({ saved: { untold: ['1@2:leak'] }, problem: null });
});

test('no file is no problem', () => {
  expect(readSaved(join(folder, 'none.json'))).toEqual({ saved: nothingSaved(), problem: null });
});

test.each(['link.json', 'temporary.json'])('follows no link: %s', async name => {
  const other = join(folder, 'other');
  writeFileSync(other, 'mine');
  const file = join(folder, name);
  const isLink = name === 'link.json';
  symlinkSync(other, isLink ? file : `${file}.${process.pid}.tmp`);
  const problems: (string | null)[] = [];
  const writer = new StateWriter(file, problem => problems.push(problem));
  writer.save(nothingSaved);
  await writer.done();
  expect(readFileSync(other, 'utf8')).toBe('mine');
  expect(readSaved(file).saved).toEqual(nothingSaved());
  // Root is told what somebody has put there; another user's is replaced.
  const isRefused = isLink && process.geteuid?.() === 0;
  expect(problems).toEqual(isRefused ? [expect.stringContaining('link.json is a link, which is not followed')] : []);
});

test('that it cannot be written is told once, and when it can again', async () => {
  const file = join(folder, 'taken/watch.json');
  mkdirSync(file, { recursive: true });
  writeFileSync(join(file, 'in-the-way'), '');
  const problems: (string | null)[] = [];
  const writer = new StateWriter(file, problem => problems.push(problem));
  for (let round = 0; round < 3; round += 1) {
    writer.save(nothingSaved);
    await writer.done();
  }
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^cannot write .*after a restart alerts may come twice$/);
  rmSync(file, { recursive: true });
  writer.save(nothingSaved);
  await writer.done();
  expect(problems.at(-1)).toBeNull();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(nothingSaved());
});

test('what is wrong with it is said without what a terminal obeys', () => {
  const file = join(folder, 'odd.json');
  writeFileSync(file, '\x1b]0;owned\x07');
  expect(readSaved(file).problem).toMatch(/^cannot read [^\x00-\x1f]*; what it held is forgotten$/);
});
