/** What can be done with a Gunicorn that no manager owns, and with servers that are none: on real processes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isWay, planService } from '../../src/actions/restart-plan.ts';
import { runWay } from '../../src/actions/run-way.ts';
import { readStat } from '../../src/proc/stat.ts';
import { fdtop, instanceRows, snapshot } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';

const GUNICORN = { isGunicorn: true, upgrading: false, purpose: 'act' } as const;

async function planFor(gunicorn: Gunicorn) {
  const { masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
  const master = masters[0]!;
  return { master, workers, plan: await planService(master, GUNICORN) };
}

need('gunicorn', 'python3-setproctitle')('a Gunicorn started by hand', () => {
  it('is not restarted, which says why and the way out; HUP reloads it', async () => {
    const gunicorn = await startGunicorn({ workers: 2 });
    const { master, workers, plan } = await planFor(gunicorn);
    expect(plan.restart).toEqual({
      refused:
        'it was started by hand: no service manager owns it; reload it (fdtop reload), or stop it and start it again the way it was started',
    });
    expect(plan.reload).toMatchObject({ does: 'reload', by: 'hup', unit: null, command: `kill -HUP ${master.pid}` });
    if (!isWay(plan.reload)) throw new Error('no way');
    const { ok, text } = await runWay({ way: plan.reload, isGunicorn: true, master, workers }, () => {});
    expect(text).toMatch(new RegExp(`^master ${master.pid} reloaded in .*: 2 new workers up`));
    expect(ok).toBe(true);
    expect(workers.map(({ pid }) => pid).filter(isAlive)).toEqual([]);

    const refused = await fdtop('restart', String(master.pid), '--yes');
    expect(refused.stderr).toMatch(/^fdtop: holder:app, master \d+ cannot be restarted: it was started by hand/);
    expect(refused.exitCode).toBe(1);
    expect(isAlive(master.pid)).toBe(true);
    await gunicorn.stop();
  }, 60_000);

  it('that is reloaded onto a slowly broken app goes down, and that is no success', async () => {
    const gunicorn = await startGunicorn({ workers: 2 });
    const { master, workers, plan } = await planFor(gunicorn);
    const broken = "import time\ntime.sleep(3)\nraise RuntimeError('broken on disk')\n";
    writeFileSync(join(gunicorn.dir, 'holder.py'), broken);
    if (!isWay(plan.reload)) throw new Error('no way');
    const { ok, text } = await runWay({ way: plan.reload, isGunicorn: true, master, workers }, () => {});
    expect(text).toMatch(/ended after HUP: the service is down/);
    expect(ok).toBe(false);
    await gunicorn.stop();
  }, 60_000);

  it('with an upgrade in progress is left alone: both masters', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const next = await gunicorn.usr2();
    for (const pid of [gunicorn.masterPid, next]) {
      for (const does of ['restart', 'reload']) {
        const { stderr, exitCode } = await fdtop(does, String(pid), '--yes');
        expect(stderr).toMatch(/an upgrade \(USR2\) is in progress: two masters run/);
        expect(exitCode).toBe(1);
      }
      expect(isAlive(pid)).toBe(true);
    }
    await gunicorn.stop();
  }, 60_000);
});

it('what is no Gunicorn gets no HUP, and no advice to send it one', async () => {
  const { pid, startTime, ppid } = readStat('/proc', process.pid)!;
  const { restart, reload } = await planService({ pid, startTime, ppid }, { ...GUNICORN, isGunicorn: false });
  expect(reload).toMatchObject({ refused: expect.stringMatching(/^it is no Gunicorn, and what HUP does to it/) });
  expect(restart).not.toMatchObject({ refused: expect.stringMatching(/reload/) });
});
