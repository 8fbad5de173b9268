import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOriginsApart } from '../../src/python/origins-process.ts';
import { readOrigins } from '../../src/python/read-origins.ts';
import { startPython } from '../proc/python-process.ts';
import { register, registerChild } from '../support/cleanup.ts';
import { fdtop } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';

const request = (pid: number) => ({ procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } });

async function start(command: string, ...args: string[]) {
  const child = spawn(command, args, { stdio: 'ignore' });
  registerChild(child);
  await once(child, 'spawn');
  return child;
}

test('a process that runs no Python', async () => {
  const { pid } = await start('/bin/sleep', '100');
  const { stderr, exitCode } = await fdtop('origin', String(pid));
  expect({ stderr, exitCode }).toEqual({
    stderr: `fdtop: ${pid} runs no CPython: fdtop can tell where fds come from in Python only; fdtop types ${pid} tells what they are`,
    exitCode: 1,
  });
});

test('a process that is gone, and one whose pid was reused', async () => {
  const child = await start('/bin/true');
  await once(child, 'exit');
  await expect(readOrigins(request(child.pid!))).rejects.toMatchObject({ name: 'OriginError', code: 'gone' });
  await expect(readOriginsApart({ ...request(process.pid), startTime: 1 })).rejects.toMatchObject({
    code: 'reused',
  });
});

test('a program under the name of a Python that is not supported gets candidates, and the reason', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fdtop-origin-'));
  register({ stop: async () => rmSync(dir, { recursive: true }), stopNow: () => rmSync(dir, { recursive: true }) });
  copyFileSync('/bin/sleep', join(dir, 'python3.7'));
  chmodSync(join(dir, 'python3.7'), 0o755);
  writeFileSync(join(dir, 'app.py'), 'import os\nLOG = open("x")\n');
  const child = spawn(join(dir, 'python3.7'), ['100'], { cwd: dir, stdio: ['ignore', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const origins = await readOrigins(request(child.pid!));
  child.kill('SIGKILL');
  expect(origins.python).toEqual({
    version: '3.7',
    supported: false,
    why: expect.stringMatching(/^Python 3\.7 is not supported yet \(CPython 3\.8 to 3\.13 is\)/),
  });
  expect(origins.notes[0]).toMatch(/candidates from the source alone$/);
  expect(origins.groups.every(group => group.origins.length === 0)).toBe(true);
});

test.each([
  [{ objects: 1 }, '1 objects'],
  [{ seconds: 0 }, '0 s of processor time'],
])('a walk that is cut off says so, and claims nothing: %j', async (limits, reached) => {
  const { pid } = await startPython(
    '-c',
    'import socket; kept = [socket.socket() for _ in range(50)]; print(1); input()',
  );
  const origins = await readOrigins({ ...request(pid), limits });
  expect(origins).toMatchObject({ complete: false, notes: [`stopped after ${reached}: there may be more`] });
  const claims = origins.groups.flatMap(group => group.origins.map(({ confidence }) => confidence));
  expect(new Set(claims)).toEqual(new Set(['low']));
});

test('aborting ends the thread', async () => {
  const { pid } = await startPython('-c', 'print(1); input()');
  const cancel = new AbortController();
  const reading = readOriginsApart(request(pid), { signal: cancel.signal, onProgress: () => cancel.abort() });
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

need(root, 'util-linux')('without permission', () => {
  test('exit code 3, and the command to type', async () => {
    const { pid } = await startPython('-c', 'print(1); input()');
    const child = spawn(
      '/usr/bin/setpriv',
      [
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        publicNode(),
        publicPath('dist/fdtop.js'),
        'origin',
        String(pid),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const stderr = child.stderr!.setEncoding('utf8').toArray();
    const [code] = await once(child, 'exit');
    expect((await stderr).join('')).toMatch(
      new RegExp(`^fdtop: cannot read the memory of ${pid}: permission denied; run sudo .*origin ${pid}\n$`),
    );
    expect(code).toBe(3);
  });
});
