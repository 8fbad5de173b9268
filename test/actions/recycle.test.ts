/** Workers of a real Gunicorn replaced one at a time: under load, up to the first failure, and interrupted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type RecycleRequest, recycle } from '../../src/actions/recycle.ts';
import { readStat } from '../../src/proc/stat.ts';
import { instanceRows, snapshot } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { startLoad } from '../support/load.ts';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const ignore = () => {};
const PLAIN = { setproctitle: false };

async function requestFor(gunicorn: Gunicorn, changes: Partial<RecycleRequest> = {}): Promise<RecycleRequest> {
  const { instance, masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
  const targets = [...workers].sort((a, b) => a.pid - b.pid);
  return {
    instance: instance!,
    master: masters[0]!,
    workers,
    targets,
    graceSeconds: 10,
    stableSeconds: 0.3,
    ...changes,
  };
}

need('gunicorn')('workers are recycled', () => {
  it('20 of them under load: no request fails that Gunicorn itself would not drop', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 20 });
    const byHand = startLoad(gunicorn, 4);
    // Four at a time: what Gunicorn drops it drops then, too.
    const all = gunicorn.workerPids();
    for (let next = 0; next < all.length; next += 4) {
      const pids = all.slice(next, next + 4);
      for (const pid of pids) process.kill(pid, 'SIGTERM');
      await waitUntil('their successors', () => !pids.some(isAlive) && gunicorn.workerPids().length === 20);
    }
    const dropped = await byHand.stop();

    const old = gunicorn.workerPids();
    const request = await requestFor(gunicorn);
    const load = startLoad(gunicorn, 4);
    const began = performance.now();
    const { ok, text } = await recycle(request, ignore);
    const seconds = (performance.now() - began) / 1000;
    const { answered, failed } = await load.stop();

    expect(text).toBe('20 workers replaced, one at a time; each successor serves');
    expect(ok).toBe(true);
    expect(old.filter(isAlive)).toEqual([]);
    expect(await gunicorn.waitForWorkers(20)).toHaveLength(20);
    console.log(
      `recycled in ${seconds.toFixed(1)} s: ${failed.length} of ${answered + failed.length} requests failed (${failed}); ` +
        `TERM by hand: ${dropped.failed.length} of ${dropped.answered + dropped.failed.length} (${dropped.failed})`,
    );
    expect(answered).toBeGreaterThan(100);
    expect(failed.length).toBeLessThanOrEqual(dropped.failed.length);
    await gunicorn.stop();
  }, 120_000);

  it('one at a time, and never two at once', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 3 });
    const request = await requestFor(gunicorn);
    const seen: string[] = [];
    let fewest = 3;
    const { ok } = await recycle(request, text => {
      seen.push(text);
      fewest = Math.min(
        fewest,
        request.targets.filter(({ pid }) => isAlive(pid)).length + Number(/^\d+/.exec(text)![0]),
      );
    });
    expect(ok).toBe(true);
    expect(fewest).toBe(2);
    const [first, second, third] = request.targets.map(({ pid }) => pid);
    expect(seen[0]).toBe(
      `0 of 3 replaced; TERM sent to ${first}; waiting for it to end; not touched: ${second}, ${third}`,
    );
    expect(seen.at(-1)).toMatch(new RegExp(`^3 of 3 replaced; ${third} gone`));
    await gunicorn.stop();
  });
});

need('gunicorn')('recycling ends', () => {
  it('at the first failure, and says how it stands: the app on disk is broken by then', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 3 });
    const request = await requestFor(gunicorn);
    const [first, second, third] = request.targets.map(({ pid }) => pid);
    const { ok, text } = await recycle(request, progress => {
      if (progress.startsWith('1 of 3')) writeFileSync(join(gunicorn.dir, 'holder.py'), "raise RuntimeError('x')\n");
    });
    expect(text).toMatch(
      new RegExp(
        `^1 of 3 replaced; stopped at ${second}: ${second} gone .*the service is down.*; not touched: ${third}$`,
      ),
    );
    expect(ok).toBe(false);
    expect(first).toBeLessThan(second!);
    await gunicorn.stop();
  });

  it('when it is interrupted: what was begun is finished, no further one is begun', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 3 });
    const request = await requestFor(gunicorn);
    const abort = new AbortController();
    const { ok, text } = await recycle(request, () => abort.abort(), abort.signal);
    const [first, second, third] = request.targets.map(({ pid }) => pid);
    expect(text).toBe(`1 of 3 replaced; interrupted; not touched: ${second}, ${third}`);
    expect(ok).toBe(false);
    expect([first, second, third].map(pid => isAlive(pid!))).toEqual([false, true, true]);
    await gunicorn.stop();
  });
});

it.each([
  ['an upgrade (USR2)', { gunicorn: true, upgrading: true }, {}, /an upgrade \(USR2\) of x is in progress/],
  ['no Gunicorn', { gunicorn: false, upgrading: false }, {}, /x is no Gunicorn/],
  ['no master', { gunicorn: true, upgrading: false }, { master: null }, /the master of x is gone/],
])('recycling does not begin: %s', async (_, instance, changes, reason) => {
  const bystander = spawn('/usr/bin/sleep', ['60']);
  await once(bystander, 'spawn');
  const master = readStat('/proc', process.pid)!;
  const worker = readStat('/proc', bystander.pid!)!;
  const request = {
    instance: { name: 'x', ...instance },
    master,
    workers: [worker],
    targets: [worker],
    graceSeconds: 1,
  };
  const { ok, text } = await recycle({ ...request, ...changes }, ignore);
  expect(text).toMatch(reason);
  expect(text).toMatch(/nothing was done$/);
  expect(ok).toBe(false);
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  expect(isAlive(worker.pid)).toBe(true);
  bystander.kill('SIGKILL');
});
