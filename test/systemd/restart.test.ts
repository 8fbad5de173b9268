/** `fdtop restart` and `fdtop reload` on Gunicorns that a real systemd runs. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { need } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { waitUntil } from '../support/wait.ts';
import { type Inside, inside } from './inside.ts';
import { SANDBOX, startSandbox } from './sandbox.ts';
import { folderWith, UNITS } from './units.ts';

vi.setConfig({ testTimeout: 90_000 });

const NOBODY = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '/usr/bin/env', 'HOME=/tmp'];

need(...SANDBOX, 'dbus')('on a real systemd', () => {
  let systemd: Inside;
  beforeAll(async () => {
    systemd = inside(await startSandbox({ extraUnits: folderWith(UNITS), bind: [publicPath('.')] }));
  });

  describe('restart', () => {
    it('says who, how and what that does, and with --dry-run does no more', async () => {
      const before = await systemd.mainPid();
      const { code, stdout } = await systemd.fdtop('restart', 'gunicorn', '--dry-run');
      expect(stdout).toMatch(/^restart gunicorn\.service \(holder:app\), master \d+: 2 workers, \d+ fds$/m);
      expect(stdout).toMatch(/^runs: systemctl --no-ask-password restart gunicorn\.service$/m);
      expect(stdout).toMatch(/Requests in flight get 1min 30s to end/);
      expect(stdout).toMatch(/New connections are refused until the new master listens/);
      expect(stdout).not.toMatch(/soft limit of open files changes/);
      expect(code).toBe(0);
      expect(await systemd.mainPid()).toBe(before);
    });

    it('gives it a new master and workers that serve, and writes that down', async () => {
      const before = await systemd.mainPid();
      const { code, stdout } = await systemd.fdtop('restart', 'gunicorn', '--yes');
      const after = await systemd.mainPid();
      expect(stdout).toMatch(
        new RegExp(`^✓ gunicorn\\.service restarted in \\S+ s: master ${after}, 2 workers up$`, 'm'),
      );
      expect(code).toBe(0);
      expect(after).not.toBe(before);
      const log = (await systemd.run('tail', '-n', '1', '/var/log/fdtop/actions.log')).stdout;
      expect(JSON.parse(log)).toMatchObject({
        action: 'restart',
        ok: true,
        processes: [{ pid: before }, {}, {}],
        options: { by: 'systemd', unit: 'gunicorn.service' },
      });
    });

    it('tells which limit it brings, and that it did', async () => {
      const now = Number((await systemd.limits(await systemd.mainPid())).soft).toLocaleString('en-US');
      await systemd.dropIn('limit.conf', '[Service]\nLimitNOFILE=2345:4567\n');
      await systemd.daemonReload();
      const plan = (await systemd.fdtop('restart', 'gunicorn', '--dry-run')).stdout;
      expect(plan).toContain(`The soft limit of open files changes: ${now} now, 2,345 then.`);
      expect(plan).not.toMatch(/daemon-reload/);
      const reload = (await systemd.fdtop('reload', 'gunicorn', '--dry-run')).stdout;
      expect(reload).toContain(`The master keeps its limit of ${now} open files`);
      expect(reload).toContain('The limit of 2,345 that is configured takes a restart.');
      const { stdout, code } = await systemd.fdtop('restart', 'gunicorn', '--yes');
      expect(stdout).toMatch(new RegExp(`^✓ .* 2 workers up; limit ${now} -> 2,345$`, 'm'));
      expect(code).toBe(0);
      expect(await systemd.limits(await systemd.mainPid())).toEqual({ soft: '2345', hard: '4567' });
      await systemd.dropIn('limit.conf', '[Service]\nLimitNOFILE=3456:4567\n');
      const stale = (await systemd.fdtop('restart', 'gunicorn', '--dry-run')).stdout;
      expect(stale).toMatch(/without systemctl daemon-reload first/);
    });

    it('reaches the instance of a template, and no other', async () => {
      await systemd.run('systemctl', 'start', 'gunicorn@shop.service', 'gunicorn@blog.service');
      const shop = await systemd.mainPid('gunicorn@shop.service');
      const blog = await systemd.mainPid('gunicorn@blog.service');
      const { stdout, code } = await systemd.fdtop('restart', 'gunicorn@shop', '--yes');
      const after = await systemd.mainPid('gunicorn@shop.service');
      expect(stdout).toMatch(new RegExp(`✓ gunicorn@shop\\.service restarted in .*: master ${after}, 1 worker up`));
      expect(code).toBe(0);
      expect(after).not.toBe(shop);
      expect(await systemd.mainPid('gunicorn@blog.service')).toBe(blog);
      await systemd.run('systemctl', 'stop', 'gunicorn@shop.service', 'gunicorn@blog.service');
    });
  });

  describe('reload', () => {
    it('through the unit gives the master new workers', async () => {
      const master = await systemd.mainPid();
      const before = await systemd.children(master);
      const { stdout, code } = await systemd.fdtop('reload', 'gunicorn', '--yes');
      expect(stdout).toMatch(/^runs: systemctl --no-ask-password reload gunicorn\.service$/m);
      expect(stdout).toMatch(new RegExp(`^✓ master ${master} reloaded in .*: 2 new workers up \\(`, 'm'));
      expect(code).toBe(0);
      expect(await systemd.mainPid()).toBe(master);
      const after = await systemd.children(master);
      expect(after).toHaveLength(2);
      expect(after.filter(pid => before.includes(pid))).toEqual([]);
    });

    it('goes to the master itself where the main process is a wrapper that HUP would end', async () => {
      await systemd.run('systemctl', 'start', 'wrapped.service');
      const shell = await systemd.mainPid('wrapped.service');
      const master = await waitUntil('the worker', async () => {
        const [child] = await systemd.children(shell);
        return child !== undefined && (await systemd.children(child)).length === 1 && child;
      });
      const { stdout, code } = await systemd.fdtop('reload', 'wrapped', '--yes');
      expect(stdout).toMatch(new RegExp(`^runs: kill -HUP ${master}$`, 'm'));
      expect(stdout).toMatch(new RegExp(`^✓ master ${master} reloaded in .*: 1 new worker up`, 'm'));
      expect(code).toBe(0);
      expect(await systemd.mainPid('wrapped.service')).toBe(shell);
      const restarted = await systemd.fdtop('restart', 'wrapped', '--yes');
      expect(restarted.stdout).toMatch(/^✓ wrapped\.service restarted in .*: master \d+, 1 worker up$/m);
      expect(await systemd.mainPid('wrapped.service')).not.toBe(shell);
      await systemd.run('systemctl', 'stop', 'wrapped.service');
    });
  });

  it('a Gunicorn by hand, in the unit of something else, may be reloaded; its unit is not restarted', async () => {
    // As after `ssh HOST gunicorn ...` where sshd keeps its sessions in its own unit.
    await systemd.run('systemd-run', '--unit=other', '--', '/bin/sh', '-c', 'sleep 600 & exec sleep 601');
    const stray =
      'echo $$ > /sys/fs/cgroup/system.slice/other.service/cgroup.procs; cd /srv/app; exec setsid -f gunicorn -b 127.0.0.1:8111 -n stray holder:app';
    await systemd.run('/bin/sh', '-c', `${stray} >/dev/null 2>&1 </dev/null`);
    await waitUntil('it', async () => /stray/.test((await systemd.fdtop('--once')).stdout));
    const restart = await systemd.fdtop('restart', 'stray', '--yes');
    expect(restart.stderr).toMatch(
      /^fdtop: other\.service \(stray\), master \d+ cannot be restarted: the main process of other\.service is \d+, not this master; reload it/,
    );
    expect(restart.code).toBe(1);
    const reload = await systemd.fdtop('reload', 'stray', '--yes');
    expect(reload.stdout).toMatch(/^✓ master \d+ reloaded in .*: 1 new worker up/m);
    expect(reload.code).toBe(0);
    await systemd.run('systemctl', 'stop', 'other.service');
  });

  it.each(['restart', 'reload'])('%s by a user who may not is told as such, and nothing changes', async does => {
    const master = await systemd.mainPid();
    const before = await systemd.children(master);
    const program = [publicNode(), publicPath('dist/fdtop.js'), does, 'gunicorn', '--yes'];
    const { stdout, code } = await systemd.run(...NOBODY, ...program);
    expect(stdout).toMatch(new RegExp(`^✗ ${does} of gunicorn\\.service failed: .*(denied|authentication)`, 'mi'));
    expect(stdout).toMatch(new RegExp(`; nothing was changed; run: sudo systemctl ${does} gunicorn\\.service$`, 'm'));
    expect(code).toBe(3);
    expect(await systemd.mainPid()).toBe(master);
    expect(await systemd.children(master)).toEqual(before);
  });
});
