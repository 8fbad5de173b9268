/** Between the question and the signal the process has ended, and a stranger has its pid: the stranger lives on. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { killProcess } from '../../src/actions/kill.ts';
import { raiseLimit } from '../../src/actions/limit.ts';
import { holding, openProcess } from '../../src/actions/process-handle.ts';
import { sendSafely } from '../../src/actions/signal.ts';
import { processCalls } from '../../src/platform/process-calls.ts';
import { readStat } from '../../src/proc/stat.ts';
import { instanceRows, snapshot } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { endAndReap, sleeper } from '../support/sleeper.ts';
import { startStranger } from '../support/stranger.ts';
import { waitUntil } from '../support/wait.ts';

const without = vi.hoisted(() => ({ calls: false }));
vi.mock('../../src/platform/process-calls.ts', async original => {
  const real = await original<typeof import('../../src/platform/process-calls.ts')>();
  return { processCalls: () => (without.calls ? { why: 'left out by this test' } : real.processCalls()) };
});

const limitsOf = (pid: number) => /^Max open files.*/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))![0];

describe.each(['pidfd', 'pid'] as const)('by %s', by => {
  beforeEach(() => {
    without.calls = by === 'pid';
  });
  afterEach(() => {
    without.calls = false;
  });

  need('gunicorn', root)('a pid that was reused', () => {
    it.each([
      ['SIGTERM', 'before the look'],
      ['SIGKILL', 'before the look'],
      ['SIGTERM', 'while the question stands'],
    ] as const)('is not signalled by %s when that was %s: a real other process has it', async (signal, when) => {
      const gunicorn = await startGunicorn({ workers: 2, setproctitle: false });
      const { masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
      const target = workers[0]!;
      const request = { target, masterPid: masters[0]!.pid, workers, signal, graceSeconds: 5 };
      const reuse = async () => {
        process.kill(target.pid, 'SIGKILL');
        await waitUntil('the worker to be reaped', () => !existsSync(`/proc/${target.pid}`));
        return await startStranger(target.pid);
      };
      const early = when === 'before the look' ? await reuse() : null;
      await holding([target], async () => {
        const stranger = early ?? (await reuse());
        const { ok, text } = await killProcess(request, () => {});
        expect(text).toBe(`pid ${target.pid} belongs to another process now; nothing was sent`);
        expect(ok).toBe(false);
        expect(isAlive(target.pid)).toBe(true);
        await stranger.end();
      });
      expect(isAlive(target.pid)).toBe(false);
      await gunicorn.stop();
    });
  });

  need(root)('a pid that was reused after its process was opened', () => {
    it('gets neither signal nor limit', async () => {
      const { target, end } = await sleeper();
      const opened = openProcess(target);
      if (!('close' in opened)) throw new Error(opened.why);
      expect(opened.by).toBe(by);
      await end();
      const stranger = await startStranger(target.pid);
      const before = limitsOf(target.pid);
      expect(opened.isAlive()).toBe(false);
      expect(opened.signal('SIGKILL')).toEqual({ why: 'another' });
      expect(await opened.setLimit({ soft: 77, hard: 99 })).toEqual({ why: 'another' });
      expect(sendSafely(target, 'SIGKILL')?.text).toMatch(/belongs to another process now; nothing was sent/);
      const plan = { n: 77, targets: [limitTarget(target)], warnings: [] };
      expect((await raiseLimit(plan, () => {})).text).toMatch(/the pid belongs to another process now/);
      expect(isAlive(target.pid)).toBe(true);
      expect(limitsOf(target.pid)).toBe(before);
      opened.close();
      await stranger.end();
    });
  });
});

need(root)('by pidfd', () => {
  // By pid this cannot be had: there the signal would reach the stranger. That is the window that the README tells of.
  it('a pid that is reused between the look and the signal gets nothing: the kernel refuses', async () => {
    const found = processCalls();
    if ('why' in found) throw new Error(found.why);
    const { calls } = found;
    const { target, end } = await sleeper();
    const pidfd = calls.pidfdOpen(target.pid);
    expect(readStat('/proc', target.pid)).toMatchObject(target);
    await end();
    const stranger = await startStranger(target.pid);
    expect(calls.pidfdSendSignal(pidfd, 9)).toBe(-3); // ESRCH
    expect(calls.pidfdSendSignal(pidfd, 0)).toBe(-3);
    expect(isAlive(target.pid)).toBe(true);
    calls.close(pidfd);
    await stranger.end();
  });

  it('one of the same start time and parent, as far as can be read, is another all the same', async () => {
    const { target, end } = await sleeper();
    const opened = openProcess(target);
    if (!('close' in opened)) throw new Error(opened.why);
    await end();
    const stranger = await startStranger(target.pid);
    // The same handle, asked for as a process that reads as the stranger does.
    Object.assign(target, readStat('/proc', target.pid));
    const before = limitsOf(target.pid);
    expect(opened.signal('SIGKILL')).toEqual({ why: 'another' });
    expect(await opened.setLimit({ soft: 77, hard: 99 })).toEqual({ why: 'another' });
    expect(isAlive(target.pid)).toBe(true);
    expect(limitsOf(target.pid)).toBe(before);
    opened.close();
    await stranger.end();
  });

  it('a process whose pid nobody has got yet is gone', async () => {
    const { target, child } = await sleeper();
    const opened = openProcess(target);
    if (!('close' in opened)) throw new Error(opened.why);
    await endAndReap(child);
    expect(opened.signal('SIGTERM')).toEqual({ why: 'gone' });
    opened.close();
  });
});

function limitTarget(target: { pid: number; startTime: number; ppid: number }) {
  const before = { soft: 50, hard: 99 };
  return { ...target, role: 'other' as const, fds: 3, before, after: { soft: 77, hard: 99 } };
}
