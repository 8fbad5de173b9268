import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { foreign } from '../../src/model/foreign.ts';
import { lookAtForeign, readForeignFile } from '../../src/platform/foreign-file.ts';
import { readerOf } from '../../src/platform/reader.ts';
import { registerChild } from '../support/cleanup.ts';
import { need, root } from '../support/need.ts';
import { isAlive, parentOf } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { deadMount } from './dead-mount.ts';
import { fuse } from './fuse-server.ts';
import { TRAPS, trapFolder } from './traps.ts';

let folder: string;
beforeAll(async () => {
  folder = await trapFolder();
});

const ask = { root: '/', readableBy: null, mostBytes: 1000 };
const isRoot = process.getuid?.() === 0;

/** The processes of this one that read for it. */
function readers(): number[] {
  return childrenOf(process.pid);
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').map(Number);
  return pids.filter(pid => pid > 0 && parentOf(pid) === parent && commandOf(pid).startsWith('fdtop: reader'));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test('a file is read, and a link to it', async () => {
  symlinkSync('plain', join(folder, 'link'));
  const asked = await readForeignFile({ ...ask, path: join(folder, 'link') });
  expect(asked).toMatchObject({ text: foreign('plain\n'), stat: { size: 6, uid: process.getuid!() } });
});

test.each(TRAPS.filter(({ rootOnly }) => isRoot || !rootOnly))(
  'as gunicorn.conf.py, $name is not read, and a sentence says why',
  async ({ name, problem }) => {
    const path = join(folder, name);
    const answered = await readForeignFile({ ...ask, path });
    expect(answered).toEqual({ problem, why: expect.stringContaining(`${path} `) });
  },
);

test('what a name does to a terminal is taken out of the sentence', async () => {
  const { why } = (await readForeignFile({ ...ask, path: '/no\x1b[31m\nthing' })) as { why: string };
  expect(why).toBe('/no�[31m thing is not there');
});

test('what lies at a path is told without opening it', async () => {
  const fifo = await lookAtForeign({ ...ask, path: join(folder, 'fifo') });
  expect(fifo).toMatchObject({ kind: 'other', realPath: join(folder, 'fifo'), isReadable: true });
  expect(await lookAtForeign({ ...ask, path: join(folder, 'nowhere') })).toMatchObject({ problem: 'gone' });
  const path = join(folder, 'plain');
  expect(await lookAtForeign({ ...ask, path: join(folder, 'link') })).toMatchObject({ kind: 'file', realPath: path });
  const { ino } = lstatSync(path);
  expect(await lookAtForeign({ ...ask, path: join(folder, 'link') })).toMatchObject({ stat: { ino } });
  expect(await lookAtForeign({ ...ask, path: join(folder, 'sparse') })).not.toMatchObject({ stat: { ino } });
});

test('one process does all of it, with nothing of the environment, and it is no Gunicorn', async () => {
  await readForeignFile({ ...ask, path: '/etc/hostname' });
  const [pid, ...others] = readers();
  expect(others).toEqual([]);
  await readForeignFile({ ...ask, path: '/etc/hostname' });
  expect(readers()).toEqual([pid]);
  const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .map(entry => entry.split('=')[0]);
  expect(names.filter(name => name && !name.startsWith('NODE_CHANNEL_'))).toEqual([]);
});

test('one that was ended is started again', async () => {
  await readForeignFile({ ...ask, path: '/etc/hostname' });
  const [pid] = readers() as [number];
  process.kill(pid, 'SIGKILL');
  await waitUntil('its end', () => !isAlive(pid));
  await waitUntil('that this is noticed', async () => {
    return 'text' in (await readForeignFile({ ...ask, path: join(folder, 'plain') }));
  });
});

need(root, 'util-linux')('a file that a user could not read', () => {
  test('is not read on the word of his process', async () => {
    const mallory = spawn('setpriv', ['--reuid=12345', '--regid=12345', '--clear-groups', 'sleep', '60']);
    registerChild(mallory);
    await waitUntil('its user', () => readFileSync(`/proc/${mallory.pid}/status`, 'utf8').includes('Uid:\t12345'));
    const readableBy = readerOf('/proc', mallory.pid!);
    const asked = { root: `/proc/${mallory.pid}/root`, mostBytes: 100_000, readableBy };
    expect(await readForeignFile({ ...asked, path: '/etc/shadow' })).toMatchObject({ problem: 'hidden' });
    expect(await readForeignFile({ ...asked, path: '/etc/passwd' })).toHaveProperty('text');
    expect(await readForeignFile({ ...asked, path: '/etc/shadow', readableBy: null })).toHaveProperty('text');
    const gone = { ...asked, readableBy: readerOf('/proc', 4_194_304), root: '/proc/4194304/root' };
    expect(await readForeignFile({ ...gone, path: '/etc/passwd' })).toMatchObject({ problem: 'gone' });
  });
});

need(root, fuse)('a mount whose server is dead', () => {
  let dead: string;
  beforeAll(async () => {
    dead = await deadMount();
  });

  test('is waited for in its time, not again at once, and what else is asked is answered', async () => {
    await readForeignFile({ ...ask, path: '/etc/hostname' });
    const [first] = readers() as [number];
    const path = join(dead, 'gunicorn.conf.py');
    const why = `${path} did not answer in 0.5 s: a dead mount?`;
    expect(await readForeignFile({ ...ask, path, timeoutMs: 500 })).toEqual({ problem: 'no-answer', why });
    await waitUntil('the end of the process that waited', () => !isAlive(first));
    expect(await readForeignFile({ ...ask, path: join(folder, 'plain') })).toHaveProperty('text');
    const [second] = readers();
    expect(await readForeignFile({ ...ask, path, timeoutMs: 500 })).toEqual({ problem: 'no-answer', why });
    // It was not asked again: the process that would have waited is there still.
    expect(readers()).toEqual([second]);
    mkdirSync(join(folder, 'way'));
    symlinkSync(dead, join(folder, 'way/in'));
    expect(await lookAtForeign({ ...ask, path: join(folder, 'way/in/x'), timeoutMs: 500 })).toMatchObject({
      problem: 'no-answer',
    });
  });

  test('keeps nobody from ending, and what waits for it ends with who has asked', async () => {
    const url = new URL('../../src/platform/foreign-file.ts', import.meta.url).href;
    const program = join(folder, 'asks.mjs');
    writeFileSync(
      program,
      `import { readForeignFile } from ${JSON.stringify(url)};
       const [path, timeoutMs] = [process.argv[2], Number(process.argv[3])];
       const asked = { root: '/', path, mostBytes: 10, readableBy: null, timeoutMs };
       console.log((await readForeignFile(asked)).problem);`,
    );
    const start = (timeoutMs: number) => {
      const args = ['--disable-warning=ExperimentalWarning', program, join(dead, 'x'), String(timeoutMs)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      registerChild(child);
      return child;
    };
    const patient = start(1000);
    const said = patient.stdout.setEncoding('utf8').toArray();
    expect(await once(patient, 'exit')).toEqual([0, null]);
    expect((await said).join('')).toBe('no-answer\n');

    const killed = start(600_000);
    const reader = await waitUntil('its reader', () => childrenOf(killed.pid!)[0]);
    await waitUntil('that it waits', () => waitsInKernel(reader));
    killed.kill('SIGKILL');
    await waitUntil('the end of its reader', () => !isAlive(reader));
  });
});

/** Whether one of its threads waits in a lookup on a FUSE file system. */
function waitsInKernel(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.some(thread => /fuse|request_wait/.test(readFileSync(`/proc/${pid}/task/${thread}/wchan`, 'utf8')));
}

describe('many questions at once', () => {
  test('are answered each', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        readForeignFile({ ...ask, path: join(folder, index % 2 ? 'plain' : 'fifo') }),
      ),
    );
    expect(answers.map(answer => ('text' in answer ? answer.text.raw : answer.problem))).toEqual(
      answers.map((_, index) => (index % 2 ? 'plain\n' : 'fifo')),
    );
  });
});
