/** The kill of a worker, to its end, on a real Gunicorn: what is reported must be what is. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killProcess } from '../../src/actions/kill.ts';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { childrenOf } from '../../src/proc/children.ts';
import { readHeartbeats } from '../../src/proc/heartbeat.ts';
import { instanceRows, snapshot } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { fdsOf, isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const GRACE = { graceSeconds: 10 };
const ignore = () => {};
const PLAIN = { workers: 1, setproctitle: false };

async function rows(gunicorn: Gunicorn) {
  const { masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
  return { master: masters[0]!, workers };
}

/** The app now takes its time to load, and then does not. */
function breakSlowly({ dir }: Gunicorn, seconds: number): void {
  writeFileSync(join(dir, 'holder.py'), `import time\ntime.sleep(${seconds})\nraise RuntimeError('broken on disk')\n`);
}

/** A request that keeps the worker busy, and never gets its answer: it has accepted the connection when it holds one fd more. */
async function block(gunicorn: Gunicorn, pid: number, path: string): Promise<void> {
  const before = fdsOf(pid).length;
  gunicorn.request(path).catch(ignore);
  await waitUntil('the request to be accepted', () => fdsOf(pid).length > before);
  // It has read the request when it waits for nothing but the clock.
  await waitUntil('the request to run', () => /nanosleep|hrtimer/.test(readFileSync(`/proc/${pid}/wchan`, 'utf8')));
}

const heartbeatsOf = (pid: number) => readHeartbeats('/proc', pid)?.length ?? 0;

/** Puts lines before the app: what a new worker loads. */
function prepend({ dir }: Gunicorn, lines: string): void {
  const file = join(dir, 'holder.py');
  writeFileSync(file, lines + readFileSync(file, 'utf8'));
}

need('gunicorn', 'python3-setproctitle')('a worker is killed', () => {
  it.each([true, false])('and replaced by one that serves (setproctitle: %s)', async setproctitle => {
    const gunicorn = await startGunicorn({ workers: 2, setproctitle });
    const { master, workers } = await rows(gunicorn);
    const request = { target: workers[0]!, masterPid: master.pid, workers, signal: 'SIGTERM' as const, ...GRACE };
    const { ok, text } = await killProcess(request, ignore);
    expect(text).toMatch(
      new RegExp(`^${workers[0]!.pid} gone after .* s; replacement \\d+ is up with \\d+ fds after .* s$`),
    );
    expect(ok).toBe(true);
    expect(await gunicorn.waitForWorkers(2)).toContain(Number(/replacement (\d+)/.exec(text)![1]));
    await gunicorn.stop();
  });

  it('and the service halts, for the app on disk loads slowly, and then not: that is no success', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const { master, workers } = await rows(gunicorn);
    breakSlowly(gunicorn, 4);
    const seen: string[] = [];
    const request = { target: workers[0]!, masterPid: master.pid, workers, signal: 'SIGKILL' as const, ...GRACE };
    const { ok, text } = await killProcess(request, progress => seen.push(progress));
    expect(text).toMatch(/the service is down/);
    expect(ok).toBe(false);
    expect(seen.join('\n')).toMatch(/replacement \d+ loads the app/);
    await gunicorn.stop();
  }, 60_000);

  it('whose master was gone before: whatever init adopts meanwhile is no replacement', async () => {
    const gunicorn = await startGunicorn({ workers: 1, workerClass: 'gthread', setproctitle: false });
    const { workers } = await rows(gunicorn);
    const [worker] = workers as [ProcessSample];
    process.kill(worker.pid, 'SIGSTOP');
    process.kill(gunicorn.masterPid, 'SIGKILL');
    const orphan = await waitUntil('the orphan', async () => {
      const found = (await snapshot()).processes.find(({ pid }) => pid === worker.pid);
      return found && found.ppid !== worker.ppid && found;
    });
    expect(orphan.role).toBe('worker');
    const adopted = spawn('sh', ['-c', 'sleep 20 & echo $!'], { stdio: ['ignore', 'pipe', 'ignore'] });
    adopted.stdout.resume();
    const request = { target: orphan, masterPid: null, workers: [], signal: 'SIGKILL' as const, ...GRACE };
    const { ok, text } = await killProcess(request, ignore);
    expect(text).toMatch(/its master was gone before, nothing replaces it/);
    expect(ok).toBe(true);
    await gunicorn.stop();
  });
});

need('gunicorn')('a worker that does not end by TERM', () => {
  it('for it is blocked in a request: without escalation it stays, and that is said', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const { master, workers } = await rows(gunicorn);
    const [target] = workers as [ProcessSample];
    await block(gunicorn, target.pid, '/sleep/60');
    const request = { target, masterPid: master.pid, workers, signal: 'SIGTERM' as const, graceSeconds: 1 };
    const { ok, text } = await killProcess(request, ignore);
    expect(text).toMatch(new RegExp(`^${target.pid} still alive .* after TERM: it may be busy with a request`));
    expect(ok).toBe(false);
    expect(isAlive(target.pid)).toBe(true);
    await gunicorn.stop();
  });

  it.each([
    ['is blocked in a request: QUIT follows', '/sleep/60', 'TERM, then QUIT'],
    ['ignores TERM and QUIT: KILL follows', '/deaf/60', 'TERM, then QUIT, then KILL'],
  ])('for it %s, and it is replaced', async (_, path, sent) => {
    const gunicorn = await startGunicorn(PLAIN);
    const { master, workers } = await rows(gunicorn);
    const [target] = workers as [ProcessSample];
    await block(gunicorn, target.pid, path);
    const seen: string[] = [];
    const { ok, text } = await killProcess(
      {
        target,
        masterPid: master.pid,
        workers,
        signal: 'SIGTERM',
        graceSeconds: 1,
        escalate: true,
        stableSeconds: 0.3,
      },
      progress => seen.push(progress),
    );
    expect(text).toMatch(
      new RegExp(`^${target.pid} gone after .* s \\(it took ${sent}\\); replacement \\d+ is up with \\d+ fds`),
    );
    expect(ok).toBe(true);
    expect(seen).toContain(`TERM sent to ${target.pid}; waiting for it to end`);
    const replacement = Number(/replacement (\d+)/.exec(text)![1]);
    expect(await gunicorn.request()).toMatchObject({ status: 200, pid: replacement });
    await gunicorn.stop();
  });

  it('gets no further signal once it is interrupted', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const { master, workers } = await rows(gunicorn);
    const [target] = workers as [ProcessSample];
    await block(gunicorn, target.pid, '/deaf/60');
    const abort = new AbortController();
    const { ok, text } = await killProcess(
      {
        target,
        masterPid: master.pid,
        workers,
        signal: 'SIGTERM',
        graceSeconds: 1,
        escalate: true,
        interrupted: abort.signal,
      },
      () => abort.abort(),
    );
    expect(text).toMatch(/still alive .* after TERM:/);
    expect(ok).toBe(false);
    expect(isAlive(target.pid)).toBe(true);
    await gunicorn.stop();
  });
});

need('gunicorn')('a worker that still loads the app', () => {
  it('gets no TERM, QUIT, INT or ABRT; KILL is safe', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const { master, workers } = await rows(gunicorn);
    const loading = join(gunicorn.dir, 'loading');
    writeFileSync(loading, '');
    prepend(gunicorn, `import os, time\nwhile os.path.exists(${JSON.stringify(loading)}): time.sleep(0.02)\n`);
    process.kill(workers[0]!.pid, 'SIGKILL');
    const booting = await waitUntil('a worker that loads', () =>
      childrenOf('/proc', master.pid).find(({ pid }) => pid !== workers[0]!.pid && heartbeatsOf(pid) > 0),
    );
    const target = { ...booting, role: 'worker' as const };
    for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT', 'SIGABRT'] as const) {
      const { ok, text } = await killProcess({ target, masterPid: master.pid, workers, signal, ...GRACE }, ignore);
      expect(text).toMatch(/still loads the app: a signal now could halt the service; wait until it serves/);
      expect(ok).toBe(false);
    }
    expect(isAlive(target.pid)).toBe(true);
    const killed = killProcess({ target, masterPid: master.pid, workers, signal: 'SIGKILL', ...GRACE }, ignore);
    await waitUntil('its end', () => !isAlive(target.pid));
    rmSync(loading);
    expect(await killed).toMatchObject({ ok: true, text: expect.stringMatching(/replacement \d+ is up/) });
    await gunicorn.stop();
  });
});

need('gunicorn')('a replacement', () => {
  it('that serves, and dies a moment later, is no success', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const { master, workers } = await rows(gunicorn);
    prepend(gunicorn, 'import os, threading\nthreading.Timer(1.5, os._exit, (1,)).start()\n');
    const { ok, text } = await killProcess(
      { target: workers[0] as ProcessSample, masterPid: master.pid, workers, signal: 'SIGTERM', ...GRACE },
      ignore,
    );
    expect(text).toMatch(/replacement \d+ was up but ended again .* later: see the log of master/);
    expect(ok).toBe(false);
    await gunicorn.stop();
  });

  it('does not come from a stopped master, and that is said', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const { master, workers } = await rows(gunicorn);
    process.kill(master.pid, 'SIGSTOP');
    const { ok, text } = await killProcess(
      { target: workers[0] as ProcessSample, masterPid: master.pid, workers, signal: 'SIGKILL', ...GRACE },
      ignore,
    );
    expect(text).toMatch(/no replacement comes: master \d+ is stopped \(SIGCONT lets it go on\)/);
    expect(ok).toBe(false);
    await gunicorn.stop();
  });
});

need('gunicorn', 'python3-setproctitle')('a master', () => {
  it('gets no ABRT, of which it dies without its workers', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const { master, workers } = await rows(gunicorn);
    const request = { target: master, masterPid: master.pid, workers, signal: 'SIGABRT' as const, ...GRACE };
    expect(await killProcess(request, ignore)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/TERM ends it/),
    });
    expect(isAlive(master.pid)).toBe(true);
    await gunicorn.stop();
  });

  it('that is killed leaves a stopped worker behind, and that is said', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const { master, workers } = await rows(gunicorn);
    process.kill(workers[0]!.pid, 'SIGSTOP');
    const request = { target: master, masterPid: master.pid, workers, signal: 'SIGKILL' as const, ...GRACE };
    const { ok, text } = await killProcess(request, ignore);
    expect(text).toMatch(new RegExp(`1 worker of it still run \\(${workers[0]!.pid}\\)`));
    expect(ok).toBe(false);
    expect(isAlive(workers[0]!.pid)).toBe(true);
    await gunicorn.stop();
  });
});
