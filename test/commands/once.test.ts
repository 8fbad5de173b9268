import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { FDTOP, fdtop, instanceRows, listedFds, snapshot } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { gunicornTree } from '../support/gunicorn-tree.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';

need('gunicorn', 'python3-setproctitle')('fdtop --once on a real Gunicorn', () => {
  it('counts every worker exactly, and calls the one with 12,000 fds leaking', async () => {
    const gunicorn = await startGunicorn({ workers: 4 });
    const [leaker] = gunicorn.workerPids();
    await gunicorn.hold(leaker!, 'file', 12_000);

    const { instance, rows, masters, workers } = instanceRows(await snapshot(), gunicorn.masterPid);
    expect(masters.map(({ pid }) => pid)).toEqual([gunicorn.masterPid]);
    expect(workers.map(({ pid }) => pid).sort()).toEqual([...gunicorn.workerPids()].sort());
    for (const { pid, fds } of rows) expect(fds, `fds of ${pid}`).toBe(listedFds(pid));
    const leaking = workers.find(({ pid }) => pid === leaker)!;
    expect(leaking.fds).toBeGreaterThanOrEqual(12_000);
    expect(leaking.severity).toBe('leaking');
    expect(workers.filter(({ severity }) => severity === 'ok')).toHaveLength(3);
    expect(instance).toMatchObject({ severity: 'leaking', upgrading: false });
    expect(leaking.usedPercent).toBeCloseTo((leaking.fds! / leaking.limitSoft!) * 100, 0);

    const text = await fdtop('--once');
    expect(text.exitCode).toBe(0);
    const firstRow = text.stdout.split('\n').find(line => /^\d+ +(worker|master)/.test(line));
    expect(firstRow).toMatch(new RegExp(`^${leaker} +worker .* leaking `));
    await gunicorn.stop();
  });

  it.each([
    ['sync', { workers: 2 }],
    ['gthread', { workers: 2, workerClass: 'gthread' }],
    ['without setproctitle', { workers: 2, setproctitle: false }],
    ['gthread without setproctitle', { workers: 2, workerClass: 'gthread', setproctitle: false }],
    ['python3 -m gunicorn', { workers: 2, module: true }],
    ['python3 -m gunicorn without setproctitle', { workers: 2, module: true, setproctitle: false }],
  ] as const)('finds master and workers: %s', async (_, options) => {
    const gunicorn = await startGunicorn(options);
    const { instance, masters, workers, rows } = instanceRows(await snapshot(), gunicorn.masterPid);
    expect(masters.map(({ pid }) => pid)).toEqual([gunicorn.masterPid]);
    expect(workers.map(({ pid }) => pid).sort()).toEqual([...gunicorn.workerPids()].sort());
    expect(rows).toHaveLength(3);
    expect(instance!.workerPids.sort()).toEqual([...gunicorn.workerPids()].sort());
    await gunicorn.stop();
  });

  it('tells two masters of the same app apart', async () => {
    const one = await startGunicorn({ workers: 1 });
    const two = await startGunicorn({ workers: 2 });
    const seen = await snapshot();
    expect(instanceRows(seen, one.masterPid).workers.map(({ pid }) => pid)).toEqual(one.workerPids());
    expect(instanceRows(seen, two.masterPid).workers).toHaveLength(2);
    await Promise.all([one.stop(), two.stop()]);
  });

  it.each([true, false])('shows both masters of an upgrade by USR2 (setproctitle: %s)', async setproctitle => {
    const gunicorn = await startGunicorn({ workers: 2, setproctitle });
    const old = gunicorn.masterPid;
    const next = await gunicorn.usr2();
    const during = await snapshot();
    for (const master of [old, next]) {
      const { instance, masters, workers } = instanceRows(during, master);
      expect(masters.map(({ pid }) => pid)).toEqual([master]);
      expect(workers).toHaveLength(2);
      expect(instance!.upgrading).toBe(true);
    }
    await gunicorn.finishUpgrade(next);
    const after = await snapshot();
    expect(instanceRows(after, old).instance).toBeUndefined();
    expect(instanceRows(after, next).instance!.upgrading).toBe(false);
    await gunicorn.stop();
  });

  it('does not take an editor, a grep or a control client for a Gunicorn', async () => {
    const sleepers = ['gunicornc', 'vim gunicorn.conf.py', 'grep gunicorn', 'tail -f gunicorn.log'].map(title =>
      execa('bash', ['-c', `exec -a "$0" sleep 30`, title], { reject: false }),
    );
    const { processes } = await snapshot();
    expect(processes.filter(({ pid }) => sleepers.some(sleeper => sleeper.pid === pid))).toEqual([]);
    expect(processes.filter(({ command }) => command.includes(FDTOP))).toEqual([]);
    for (const sleeper of sleepers) sleeper.kill();
  });
});

need('gunicorn', root)('fdtop --once without root', () => {
  it('still counts where the kernel tells, and never shows 0 for what it may not read', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const [worker] = gunicorn.workerPids();
    const { stdout } = await execa(publicNode(), [publicPath('dist/fdtop.js'), '--once', '--json'], {
      uid: 65534,
      gid: 65534,
      stdin: 'ignore',
    });
    const row = instanceRows(JSON.parse(stdout), gunicorn.masterPid).workers.find(({ pid }) => pid === worker)!;
    if (row.fds === null) expect(row).toMatchObject({ fdsUnknown: 'permission', severity: 'unknown' });
    else expect(row.fds).toBe(listedFds(worker!));
    await gunicorn.stop();
  });
});

it('says so when its output cannot be written', async () => {
  const { exitCode, stderr } = await execa('sh', ['-c', '"$0" "$1" --once > /dev/full', process.execPath, FDTOP], {
    reject: false,
  });
  expect(stderr).toMatch(/^fdtop: cannot write: .*ENOSPC/);
  expect(exitCode).toBe(1);
});

describe('--filter and --columns', () => {
  const tree = gunicornTree({ host: 'web-1', workers: 3, fds: { 1: 1_200 }, unit: 'shop.service' });
  tree.add({
    pid: 500,
    argv: ['gunicorn: master [blog:app]'],
    comm: 'gunicorn: maste',
    cgroup: '/system.slice/blog.service',
  });
  const once = (...args: string[]) => fdtop('--once', '--proc-root', tree.root, ...args);

  it('leave what matches, and the instances that have any of it', async () => {
    const { stdout, exitCode } = await once(
      '--filter',
      'fds>1k or role=master and instance=blog',
      '--columns',
      'fds,pid,severity',
    );
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(2)).toEqual([
      'shop.service (shop:app), master 100: 3 workers, 1,249 fds, elevated',
      'blog.service (blog:app), master 500: 0 workers, 5 fds, ok',
      '',
      '  FDS  PID  SEVERITY',
      '1,200  102  elevated',
      '    5  500  ok',
    ]);
    const json = JSON.parse((await once('--json', '--filter', 'not role=worker')).stdout);
    expect(json.processes.map(({ pid }: { pid: number }) => pid).sort()).toEqual([100, 500]);
  });

  it('say so when nothing matches, which is no error', async () => {
    const { stdout, exitCode } = await once('--filter', 'fds>1M');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('No row matches "fds>1M".');
    expect(stdout).not.toContain('No Gunicorn');
  });

  it('are usage errors that say what is expected', async () => {
    for (const [args, message] of [
      [['--filter', 'fds>'], '--filter "fds>": fds> wants a number, as 1000 or 10k (at character 5)'],
      [['--filter', '('.repeat(10_000)], 'more than 50 ( in one another (at character 51)'],
      [['--columns', 'pid,fsd'], '--columns "fsd" is no column, did you mean '],
    ] as const) {
      const { stderr, exitCode } = await once(...args);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(message);
    }
  });
});

need('gunicorn')('--once --filter on a real Gunicorn', () => {
  it('looks long enough to know the growth that it is asked for', async () => {
    const gunicorn = await startGunicorn({ workers: 2, name: 'growing' });
    const [leaker] = gunicorn.workerPids();
    let leaks = true;
    const leak = (async () => {
      while (leaks) {
        await gunicorn.hold(leaker!, 'file', 5);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })();
    const { processes } = await snapshot('--filter', 'growth>5 and instance=growing');
    leaks = false;
    await leak;
    expect(processes.map(({ pid }) => pid)).toEqual([leaker]);
    expect(processes[0]!.fdsPerSecond).toBeGreaterThan(5);
    await gunicorn.stop();
  });
});
