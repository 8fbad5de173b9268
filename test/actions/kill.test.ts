/** The kill of a worker, to its end, on a real Gunicorn: what is reported must be what is. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killProcess } from '../../src/actions/kill.ts';
import { restartInstance } from '../../src/actions/restart.ts';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { instanceRows, snapshot } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const GRACE = { graceSeconds: 10 };
const ignore = () => {};

async function rows(gunicorn: Gunicorn) {
  const { masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
  return { master: masters[0]!, workers };
}

/** The app now takes its time to load, and then does not. */
function breakSlowly({ dir }: Gunicorn, seconds: number): void {
  writeFileSync(join(dir, 'holder.py'), `import time\ntime.sleep(${seconds})\nraise RuntimeError('broken on disk')\n`);
}

need('gunicorn', 'python3-setproctitle')('a worker is killed', () => {
  it.each([true, false])('and replaced by one that serves (setproctitle: %s)', async setproctitle => {
    const gunicorn = await startGunicorn({ workers: 2, setproctitle });
    const { master, workers } = await rows(gunicorn);
    const request = { target: workers[0]!, masterPid: master.pid, workers, signal: 'SIGTERM' as const, ...GRACE };
    const { ok, text } = await killProcess(request, ignore);
    expect(text).toMatch(new RegExp(`^${workers[0]!.pid} gone after .* s; replacement \\d+ is up with \\d+ fds$`));
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

need('gunicorn', 'python3-setproctitle')('a master', () => {
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

  it('that is reloaded onto a slowly broken app goes down, and that is no success', async () => {
    const gunicorn = await startGunicorn({ workers: 2 });
    const { master, workers } = await rows(gunicorn);
    breakSlowly(gunicorn, 3);
    const plan = { method: 'reload', why: 'by hand' } as const;
    const { ok, text } = await restartInstance({ plan, isGunicorn: true, master, workers }, ignore);
    expect(text).toMatch(/ended after HUP: the service is down/);
    expect(ok).toBe(false);
    await gunicorn.stop();
  }, 60_000);
});
