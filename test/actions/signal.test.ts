/** A signal goes to exactly the process that was seen, or nowhere. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { sendSafely, signalSafely, unfitSignal } from '../../src/actions/signal.ts';
import { readStat } from '../../src/proc/stat.ts';
import { isAlive, parentOf } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

it('not to one whose parent has ended meanwhile', async () => {
  const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; read line'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [said] = await once(parent.stdout.setEncoding('utf8'), 'data');
  const target = readStat('/proc', Number(said))!;
  expect(target.ppid).toBe(parent.pid);
  parent.kill('SIGKILL');
  await waitUntil('its adoption', () => parentOf(target.pid) !== parent.pid);
  expect(signalSafely(target, 'SIGTERM')).toMatch(
    /^the parent of \d+ is now \d+, it was \d+; nothing was sent, look again$/,
  );
  expect(isAlive(target.pid)).toBe(true);
  expect(signalSafely(readStat('/proc', target.pid)!, 'SIGKILL')).toBeNull();
  await waitUntil('its end', () => !isAlive(target.pid));
  expect(sendSafely(target, 'SIGTERM', undefined, 'QUIT was not sent')).toEqual({
    ok: false,
    text: `${target.pid} is already gone; QUIT was not sent`,
  });
});

it('and only one that its role knows', () => {
  const target = { pid: 9, startTime: 1, ppid: 1 };
  expect(unfitSignal(target, 'master', 'SIGABRT')).toMatch(/ABRT is for workers/);
  expect(unfitSignal(target, 'worker', 'SIGABRT')).toBeNull();
  expect(unfitSignal(target, 'master', 'SIGTERM')).toBeNull();
});
