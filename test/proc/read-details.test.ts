import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readDetails } from '../../src/proc/read-details.ts';
import { readStat } from '../../src/proc/stat.ts';
import { register } from '../support/cleanup.ts';
import { waitUntil } from '../support/wait.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fdtop-details-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sleeper(options: { env?: Record<string, string>; uid?: number } = {}) {
  const child = spawn('sleep', ['60', '0.5'], {
    cwd: folder,
    env: { B: '2', A: 'secret' },
    stdio: 'ignore',
    ...options,
  });
  const stop = register({
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    },
    stopNow: () => child.kill('SIGKILL'),
  });
  // Before its exec it is this process once more.
  await waitUntil('sleep', () => readStat('/proc', child.pid!)?.comm.raw === 'sleep');
  const { startTime } = readStat('/proc', child.pid!)!;
  return { process: { pid: child.pid!, startTime }, stop };
}

test('a process is told with its arguments, directory, parent, and the names of its variables alone', async () => {
  const { process: target, stop } = await sleeper();
  const details = readDetails('/proc', target);
  expect(details).toEqual({
    argv: { value: ['sleep', '60', '0.5'] },
    directory: { value: folder },
    environment: { value: ['A', 'B'] },
    ppid: process.pid,
  });
  expect(JSON.stringify(details)).not.toContain('secret');
  await stop();
});

test('what has ended, or is another one by now, is told as such', async () => {
  const { process: target, stop } = await sleeper();
  expect(() => readDetails('/proc', { ...target, startTime: 1 })).toThrow(`${target.pid} has ended`);
  await stop();
  expect(() => readDetails('/proc', target)).toThrow(`${target.pid} has ended`);
});

test('control characters reach no screen', async () => {
  const { process: target, stop } = await sleeper({ env: { 'A\x1b[2J': '1', OK: '2' } });
  expect(JSON.stringify(readDetails('/proc', target))).not.toContain('\\u001b');
  await stop();
});
