/** A handle on real processes: what it says of them, what it does to them, and that it leaves no fd open. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endProcess } from '../../src/actions/ending.ts';
import { raiseLimit } from '../../src/actions/limit.ts';
import { holdProcesses, openProcess, type ProcessHandle, type Target } from '../../src/actions/process-handle.ts';
import { sendSafely } from '../../src/actions/signal.ts';
import { readStat } from '../../src/proc/stat.ts';
import { need, root } from '../support/need.ts';
import { sleeper } from '../support/sleeper.ts';
import { waitUntil } from '../support/wait.ts';

const without = vi.hoisted(() => ({ calls: false }));
vi.mock('../../src/platform/process-calls.ts', async original => {
  const real = await original<typeof import('../../src/platform/process-calls.ts')>();
  return { processCalls: () => (without.calls ? { why: 'left out by this test' } : real.processCalls()) };
});

const ignore = () => {};
const HANDLE = new URL('../../src/actions/process-handle.ts', import.meta.url).href;

function opened(target: Target): ProcessHandle {
  const handle = openProcess(target);
  if (!('close' in handle)) throw new Error(`${target.pid}: ${handle.why}`);
  return handle;
}

/** As `ls -l /proc/self/fd`; the kernel names them `anon_inode:[pidfd]`, or from 6.9 on `pidfd:[INODE]`. */
function pidfds(pid: number | 'self' = 'self'): number {
  const names = readdirSync(`/proc/${pid}/fd`).map(fd => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return ''; // the listing itself
    }
  });
  return names.filter(name => name.includes('pidfd')).length;
}

const stateOf = (pid: number) => /^\d+ \(.*\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
const limitsOf = (pid: number) => /^Max open files +(\d+) +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))!;

describe.each(['pidfd', 'pid'] as const)('by %s', by => {
  beforeEach(() => {
    without.calls = by === 'pid';
  });
  afterEach(() => {
    without.calls = false;
    expect(pidfds()).toBe(0);
  });

  it('a process is signalled, and its end is seen', async () => {
    const { target, child } = await sleeper();
    const handle = opened(target);
    expect(handle).toMatchObject({ by, noPidfd: null });
    expect(pidfds()).toBe(by === 'pidfd' ? 1 : 0);
    expect(handle.isAlive()).toBe(true);
    const ended = once(child, 'exit');
    expect(handle.signal('SIGTERM')).toBeNull();
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(handle.isAlive()).toBe(false);
    expect(handle.signal('SIGTERM')).toEqual({ why: 'gone' });
    expect(await handle.setLimit({ soft: 10, hard: 20 })).toEqual({ why: 'gone' });
    handle.close();
    expect(openProcess(target)).toEqual({ why: 'gone' });
  });

  it('one that starts at another time, or has another parent, is not opened', async () => {
    const { target, end } = await sleeper();
    expect(openProcess({ ...target, startTime: target.startTime - 1 })).toEqual({ why: 'another' });
    expect(openProcess({ ...target, ppid: 1 })).toEqual({ why: 'moved', ppid: target.ppid });
    await end();
  });

  it('one that is adopted while it is held gets no signal', async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; read line'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [said] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const target = readStat('/proc', Number(said))!;
    const handle = opened(target);
    parent.kill('SIGKILL');
    const adopter = await waitUntil('its adoption', () => {
      const { ppid } = readStat('/proc', target.pid)!;
      return ppid !== parent.pid && ppid;
    });
    expect(handle.signal('SIGTERM')).toEqual({ why: 'moved', ppid: adopter });
    expect(await handle.setLimit({ soft: 10, hard: 20 })).toEqual({ why: 'moved', ppid: adopter });
    expect(handle.isAlive()).toBe(true);
    handle.close();
    expect(sendSafely(readStat('/proc', target.pid)!, 'SIGKILL')).toBeNull();
  });

  it('a zombie has ended, and is told to be gone', async () => {
    const parent = spawn('/usr/bin/python3', ['-c', ZOMBIES_PARENT], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [said] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const target = readStat('/proc', Number(said))!;
    const request = { target, signal: 'SIGTERM' as const, graceSeconds: 5, escalate: false, remedy: '' };
    const handle = opened(target);
    expect(await endProcess(request, ignore)).toMatchObject({ ok: true, sent: ['SIGTERM'] });
    expect(stateOf(target.pid)).toBe('Z');
    expect(handle.isAlive()).toBe(false);
    expect(handle.signal('SIGKILL')).toEqual({ why: 'gone' });
    expect(await handle.setLimit({ soft: 10, hard: 20 })).toEqual({ why: 'gone' });
    handle.close();
    expect(openProcess(target)).toEqual({ why: 'gone' });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('a stopped process keeps TERM until it goes on, and ends by KILL', async () => {
    const { target, child } = await sleeper();
    child.kill('SIGSTOP');
    await waitUntil('its stop', () => stateOf(target.pid) === 'T');
    const request = { target, signal: 'SIGTERM' as const, graceSeconds: 0.3, escalate: false, remedy: '' };
    expect(await endProcess(request, ignore)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/it is stopped/),
    });
    const ended = once(child, 'exit');
    expect(await endProcess({ ...request, signal: 'SIGKILL' }, ignore)).toMatchObject({ ok: true, sent: ['SIGKILL'] });
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('one that ends while the question stands is gone, and nothing is sent', async () => {
    const { target, end } = await sleeper();
    const release = holdProcesses([target]);
    await end();
    const request = { target, signal: 'SIGTERM' as const, graceSeconds: 5, escalate: true, remedy: '' };
    const { pid } = target;
    expect(await endProcess(request, ignore)).toEqual({
      ok: false,
      text: `${pid} is already gone; nothing was sent`,
    });
    release();
  });

  it('its limits are set, both, and may be unlimited only as the kernel allows', async () => {
    const { target, end } = await sleeper();
    const handle = opened(target);
    expect(await handle.setLimit({ soft: 123, hard: 456 })).toBeNull();
    expect(limitsOf(target.pid).slice(1).map(Number)).toEqual([123, 456]);
    // fs.nr_open is the most for everybody, and no number.
    const refused = await handle.setLimit({ soft: 123, hard: Number.POSITIVE_INFINITY });
    expect(refused).toMatchObject({ why: 'denied', text: expect.stringMatching(/not permitted/i) });
    expect(limitsOf(target.pid).slice(1).map(Number)).toEqual([123, 456]);
    handle.close();
    await end();
  });

  need(root)("another user's process, without rights,", () => {
    it('is alive, and gets neither signal nor limit', async () => {
      const { target, end } = await sleeper('setpriv', '--reuid=65533', '--regid=65533', '--clear-groups');
      const before = limitsOf(target.pid)[0];
      process.seteuid!(65_534);
      try {
        const handle = opened(target);
        expect(handle.isAlive()).toBe(true);
        expect(handle.signal('SIGKILL')).toMatchObject({ why: 'denied' });
        expect(await handle.setLimit({ soft: 10, hard: 20 })).toMatchObject({ why: 'denied' });
        expect(handle.isAlive()).toBe(true);
        handle.close();
        expect(sendSafely(target, 'SIGKILL', 'sudo it')).toEqual({
          ok: false,
          denied: true,
          text: `cannot signal ${target.pid}: permission denied, it runs as another user; run: sudo it`,
        });
      } finally {
        process.seteuid!(0);
      }
      expect(stateOf(target.pid)).toBe('S');
      expect(limitsOf(target.pid)[0]).toBe(before);
      await end();
    });
  });
});

describe('by pidfd', () => {
  it('who asks and who acts hold one; it is closed when both have let go, however often', async () => {
    const { target, end } = await sleeper();
    const release = holdProcesses([target, { ...target, startTime: 1 }]);
    const handle = opened(target);
    expect(pidfds()).toBe(1);
    release();
    release();
    expect(handle.isAlive()).toBe(true);
    expect(pidfds()).toBe(1);
    handle.close();
    handle.close();
    expect(pidfds()).toBe(0);
    await end();
  });

  it('1,000 that are opened, refused and closed leave no fd open', async () => {
    const { target, end } = await sleeper();
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 1000; round += 1) {
      const handle = opened(target);
      expect(handle.signal('SIGWINCH')).toBeNull();
      handle.close();
      expect(openProcess({ ...target, startTime: 1 })).toEqual({ why: 'another' });
      expect(openProcess({ ...target, ppid: 1 })).toMatchObject({ why: 'moved' });
    }
    expect(readdirSync('/proc/self/fd').length).toBe(before);
    await end();
  });

  it('a limit whose process ends while it is being set is told as not set, or was set before', async () => {
    for (let round = 0; round < 30; round += 1) {
      const { target, child } = await sleeper();
      const handle = opened(target);
      const reaped = once(child, 'exit');
      child.kill('SIGKILL');
      const before = { soft: 50, hard: 456 };
      const targets = [{ ...target, role: 'other' as const, fds: 3, before, after: { soft: 123, hard: 456 } }];
      const { ok, text } = await raiseLimit({ n: 123, targets, warnings: [] }, ignore);
      if (!ok) expect(text).toMatch(/it is gone meanwhile/);
      await reaped;
      expect(await handle.setLimit({ soft: 10, hard: 20 })).toEqual({ why: 'gone' });
      handle.close();
    }
    expect(pidfds()).toBe(0);
  });

  it('where fdtop is out of fds: known by pid and that is said, or refused, and it never throws', async () => {
    const { target, end } = await sleeper();
    const script = `
      import { closeSync, openSync } from 'node:fs';
      import { openProcess } from ${JSON.stringify(HANDLE)};
      const target = ${JSON.stringify(target)};
      const first = openProcess(target); // loads what it needs
      first.close();
      const files = [];
      try { for (;;) files.push(openSync('/dev/null')); } catch {}
      const told = [];
      for (let free = 0; free < 3; free += 1) {
        const handle = openProcess(target);
        told.push([handle.by ?? handle.why, handle.noPidfd ?? handle.text ?? null]);
        handle.close?.();
        closeSync(files.pop());
      }
      console.log(JSON.stringify(told));`;
    const args = ['--nofile=100:100', process.execPath, '--input-type=module', '-e', script];
    const { stdout, stderr } = await execa('prlimit', args);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      ['failed', expect.stringMatching(/^EMFILE: too many open files/)],
      ['pid', 'EMFILE'],
      ['pidfd', null],
    ]);
    await end();
  });
});

const ZOMBIES_PARENT = `
import os, sys, time
pid = os.fork()
if pid == 0: time.sleep(60)
print(pid, flush=True)
sys.stdin.read()
`;
