/** `fdtop cure` and `--undo` on the units of a real systemd. */
import { dirname, join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { need } from '../support/need.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { type CureSandbox, gunicornUnit, startCureSandbox } from './cure-sandbox.ts';
import { SANDBOX } from './sandbox.ts';

vi.setConfig({ testTimeout: 90_000 });

const FILE = '/etc/systemd/system/gunicorn.service.d/fdtop.conf';
/** A copy, for the checkout and its Node may be closed to other users. */
const PUBLIC = ['/opt/public/node', '/opt/public/dist/fdtop.js'];
/** Every kind of character that some layer of quoting would eat. */
const NASTY = String.raw`--log-level info -n 'a "b" 100% \x $HOME'`;
const NASTY_QUOTED = String.raw`--log-level info -n 'a \"b\" 100%% \\x $HOME'`;

need(
  ...SANDBOX,
  'patch',
  'dbus',
)('cure of a unit', () => {
  let box: CureSandbox;
  beforeAll(async () => {
    box = await startCureSandbox({
      'gunicorn@.service': gunicornUnit('%i', `Environment="GUNICORN_CMD_ARGS=--workers 2 --max-requests 77"`),
      'nasty.service': gunicornUnit(
        '8301',
        `Environment="GUNICORN_CMD_ARGS=${NASTY_QUOTED}"\nExecStartPost=/bin/sh -c 'printenv GUNICORN_CMD_ARGS >/tmp/nasty'`,
      ),
      'fixed.service': gunicornUnit('8302', '', '--max-requests 500'),
      'filed.service': gunicornUnit('8303', 'EnvironmentFile=-/etc/default/absent\nEnvironmentFile=/etc/default/filed'),
      'wins.service': gunicornUnit('8304'),
      // No logind here, which would make the folder, and open a session.
      'user@.service.d/sandbox.conf':
        '[Service]\nPAMName=\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\nExecStartPre=+/bin/mkdir -p /run/user/%i\nExecStartPre=+/bin/chown %i /run/user/%i\n',
      'wins.service.d/override.conf': '[Service]\nLimitNOFILE=3000\n',
    });
    await box.write('/etc/default/filed', 'GUNICORN_CMD_ARGS="--max-requests 5"\n');
    return () => box.stop();
  });

  const publish = async () => {
    await box.exec(['mkdir', '-p', '/opt/public']);
    await box.exec([
      'cp',
      '-r',
      process.execPath,
      dirname(FDTOP),
      join(dirname(FDTOP), '../package.json'),
      '/opt/public',
    ]);
  };
  const asNobody = async (args: string[]) => {
    await publish();
    const as = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    return await box.exec([...as, ...PUBLIC, ...args], { env: { HOME: '/', XDG_STATE_HOME: '/tmp/state' } });
  };

  it('shows it as a diff that patch takes and systemd reads; then does just that, once; and takes it back', async () => {
    const before = await box.tree();
    const old = await box.liveLimit('gunicorn');
    const args = ['cure', 'gunicorn', '--nofile', '4321'];

    const dry = await box.fdtop([...args, '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/^# runs: systemctl .*daemon-reload$/m);
    expect(dry.stdout).toMatch(/^--- \/dev\/null\n\+\+\+ b\/etc\/systemd\/system\/gunicorn\.service\.d\/fdtop\.conf$/m);
    expect(await box.tree()).toBe(before);
    const patched = await box.exec(['patch', '-d', '/', '-p1'], { input: dry.stdout });
    expect(patched).toMatchObject({ code: 0, stderr: '' });
    await box.systemctl('daemon-reload');
    expect(await box.show('gunicorn', 'LimitNOFILE')).toBe('4321');
    const byPatch = await box.read(FILE);
    await box.exec(['rm', '-r', '/etc/systemd/system/gunicorn.service.d']);
    await box.systemctl('daemon-reload');
    expect(await box.tree()).toBe(before);

    const cured = await box.fdtop([...args, '--yes']);
    expect(cured.stdout).toMatch(
      /✓ .*fdtop\.conf written: LimitNOFILE=4321 for gunicorn\.service; gunicorn\.service restarted/,
    );
    expect(cured.code).toBe(0);
    expect(await box.read(FILE)).toBe(byPatch);
    expect(await box.liveLimit('gunicorn')).toEqual([4321, 4321]);
    expect(await box.show('gunicorn', 'NeedDaemonReload')).toBe('no');
    expect((await box.exec(['stat', '-c', '%a %U %h', FILE])).stdout).toBe('644 root 1\n');

    const main = await box.mainPid('gunicorn');
    const again = await box.fdtop([...args, '--yes']);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^nothing to do: .*fdtop\.conf says so already\n$/),
    });
    expect(await box.mainPid('gunicorn')).toBe(main);

    const undone = await box.fdtop(['cure', '--undo', '--yes']);
    expect(undone.stdout).toMatch(
      /✓ .*fdtop\.conf taken away, gunicorn\.service configured as before; gunicorn\.service restarted/,
    );
    expect(undone.code).toBe(0);
    expect(await box.tree()).toBe(before);
    expect(await box.liveLimit('gunicorn')).toEqual(old);
  });

  it('asks on a terminal, first for the file, then for the restart that puts it in force', async () => {
    const before = await box.tree();
    const [command, ...args] = [...box.enter, process.execPath, FDTOP, 'cure', 'gunicorn', '--nofile', '4329'];
    const main = await box.mainPid('gunicorn');
    const terminal = openTerminal({ command: command!, args, cols: 110, rows: 40 });
    await terminal.waitFor(/Write .*fdtop\.conf\? \[y\/N\]/, { timeout: 30_000 });
    terminal.write('y\r');
    await terminal.waitFor(/Restart gunicorn\.service now\?/, { timeout: 30_000 });
    terminal.write('n\r');
    expect((await terminal.exit).code).toBe(0);
    expect(await box.show('gunicorn', 'LimitNOFILE')).toBe('4329');
    expect(await box.mainPid('gunicorn')).toBe(main);
    await box.exec(['rm', '-r', '/etc/systemd/system/gunicorn.service.d']);
    await box.systemctl('daemon-reload');
    expect(await box.tree()).toBe(before);
  });

  it('says so when systemd gives less than was asked for', async () => {
    const before = await box.tree();
    const hard = Number(/^Max open files +\d+ +(\d+)/m.exec(await box.read('/proc/1/limits'))![1]);
    const nrOpen = Number(await box.read('/proc/sys/fs/nr_open'));
    const asked = await box.fdtop(['cure', 'gunicorn', '--nofile', String(nrOpen + 1), '--yes']);
    expect(asked.stdout).toMatch(/^# .* is more than fs\.nr_open allows a process: .* is set\.$/m);
    expect(await box.show('gunicorn', 'LimitNOFILE')).toBe(String(nrOpen));
    const [live] = await box.liveLimit('gunicorn');
    if (live < nrOpen) {
      expect(live).toBe(hard);
      expect(asked.stdout).toMatch(
        /✗ .* but main process \d+ lives under [\d,]+, not [\d,]+: that is the hard limit of the systemd .* clips silently/,
      );
      expect(asked.code).toBe(1);
    } else expect(asked.code).toBe(0);
    await box.exec(['rm', '-r', '/etc/systemd/system/gunicorn.service.d']);
    await box.systemctl('daemon-reload');
    expect(await box.tree()).toBe(before);
  });

  it('of a template is that of one instance, and adds to the GUNICORN_CMD_ARGS that is there', async () => {
    await box.systemctl('start', 'gunicorn@8201.service', 'gunicorn@8202.service');
    const before = await box.tree();
    const args = ['cure', 'gunicorn@8201', '--nofile', '4322', '--max-requests', '3', '--max-requests-jitter', '0'];
    const cured = await box.fdtop([...args, '--yes']);
    expect(cured.stdout).toMatch(/^# GUNICORN_CMD_ARGS had "--workers 2 --max-requests 77": kept, and added to\.$/m);
    expect(cured.stdout).toMatch(/^# It holds for this instance of gunicorn@\.service alone/m);
    expect(cured.code).toBe(0);
    const merged = '--workers 2 --max-requests 3 --max-requests-jitter 0';
    expect(await box.show('gunicorn@8201', 'Environment')).toContain(`"GUNICORN_CMD_ARGS=${merged}"`);
    expect(await box.liveLimit('gunicorn@8201')).toEqual([4322, 4322]);
    expect((await box.liveLimit('gunicorn@8202'))[0]).not.toBe(4322);
    // In force: two workers, as before, and each is gone after three requests.
    const main = await box.mainPid('gunicorn@8201');
    const children = async () => (await box.read(`/proc/${main}/task/${main}/children`)).trim().split(' ');
    const first = await children();
    expect(first).toHaveLength(2);
    const get = 'import urllib.request as u\nfor _ in range(12): print(u.urlopen("http://127.0.0.1:8201/").read())';
    await vi.waitFor(
      async () => {
        await box.exec(['/usr/bin/python3', '-c', get]);
        expect((await children()).some(pid => !first.includes(pid))).toBe(true);
      },
      { timeout: 40_000 },
    );
    await box.systemctl('stop', 'gunicorn@8201.service', 'gunicorn@8202.service');
    // Of a unit that does not run, too.
    const undone = await box.fdtop(['cure', 'gunicorn@8201.service', '--undo', '--yes']);
    expect(undone.stdout).toMatch(/✓ .* configured as before, from its next start on$/m);
    expect(undone.code).toBe(0);
    expect(await box.tree()).toBe(before);
  });

  it('keeps what stands in GUNICORN_CMD_ARGS through every layer of quoting', async () => {
    await box.systemctl('start', 'nasty.service');
    const cured = await box.fdtop(['cure', 'nasty', '--nofile', '4323', '--graceful-timeout', '7', '--yes']);
    expect(cured.code, cured.stdout + cured.stderr).toBe(0);
    expect(await box.read('/tmp/nasty')).toBe(`${NASTY} --graceful-timeout 7\n`);
    await box.systemctl('stop', 'nasty.service');
    await box.fdtop(['cure', 'nasty', '--undo', '--yes']);
  });

  it('is refused where a drop-in would not win, with what to edit instead', async () => {
    await box.systemctl('start', 'fixed.service', 'filed.service', 'wins.service');
    const before = await box.tree();
    const fixed = await box.fdtop(['cure', 'fixed', '--max-requests', '1000', '--yes']);
    expect(fixed.stderr).toMatch(
      /command line has --max-requests 500, which beats GUNICORN_CMD_ARGS.*edit the ExecStart of \/etc\/systemd\/system\/fixed\.service/,
    );
    const filed = await box.fdtop(['cure', 'filed', '--max-requests', '1000', '--yes']);
    expect(filed.stderr).toMatch(
      /\/etc\/default\/filed sets GUNICORN_CMD_ARGS.*put --max-requests 1000 into that line/,
    );
    const wins = await box.fdtop(['cure', 'wins', '--nofile', '4000', '--yes']);
    expect(wins.stderr).toMatch(/override\.conf says LimitNOFILE=3000, and is read after fdtop\.conf/);
    for (const { code } of [fixed, filed, wins]) expect(code).toBe(1);
    expect(await box.tree()).toBe(before);
    // What is on the command line already is no obstacle.
    const same = await box.fdtop(['cure', 'fixed', '--max-requests', '500', '--nofile', '4000', '--dry-run']);
    expect(same.stdout).toMatch(/^# --max-requests 500 is on its command line already\.$/m);
    expect(same.stdout).not.toMatch(/^\+Environment/m);
    await box.systemctl('stop', 'fixed.service', 'filed.service', 'wins.service');
  });

  it('that was changed by hand since is neither overwritten nor removed', async () => {
    const { stdout } = await box.fdtop(['cure', 'gunicorn', '--nofile', '4324', '--dry-run']);
    await box.exec(['patch', '-d', '/', '-p1'], { input: stdout });
    const edited = `${await box.read(FILE)}LimitNPROC=500\n`;
    await box.write(FILE, edited);
    const undo = await box.fdtop(['cure', '--undo', '--yes']);
    expect(undo.stderr).toMatch(/fdtop\.conf was changed by hand since fdtop wrote it: fdtop leaves it alone/);
    const cure = await box.fdtop(['cure', 'gunicorn', '--nofile', '4325', '--yes']);
    expect(cure.stderr).toMatch(/was changed by hand/);
    expect([undo.code, cure.code]).toEqual([1, 1]);
    expect(await box.read(FILE)).toBe(edited);

    await box.exec(['rm', FILE]);
    await box.exec(['ln', '-s', '/etc/passwd', FILE]);
    const linked = await box.fdtop(['cure', 'gunicorn', '--nofile', '4325', '--yes']);
    expect(linked).toMatchObject({ code: 1, stderr: expect.stringMatching(/fdtop\.conf is a symbolic link/) });
    await box.exec(['rm', '-r', '/etc/systemd/system/gunicorn.service.d']);
    await box.systemctl('daemon-reload');
  });

  it('leaves nothing behind where it cannot be written, or where systemd does not read it', async () => {
    const before = await box.tree();
    await box.exec(['mount', '--bind', '-o', 'ro', '/etc/systemd', '/etc/systemd']);
    const readOnly = await box.fdtop(['cure', 'gunicorn', '--nofile', '4327', '--yes']);
    await box.exec(['umount', '/etc/systemd']);
    expect(readOnly.stdout).toMatch(/✗ cannot write .*: it lies on a read-only file system; nothing was changed/);
    expect(readOnly.code).toBe(1);
    expect(await box.tree()).toBe(before);

    // A systemctl that fails at daemon-reload alone.
    await box.write(
      '/opt/broken/systemctl',
      '#!/bin/sh\ncase " $* " in *" daemon-reload "*) echo no bus today >&2; exit 1;; esac\nexec /usr/bin/systemctl "$@"\n',
    );
    await box.exec(['chmod', '755', '/opt/broken/systemctl']);
    const unread = await box.fdtop(['cure', 'gunicorn', '--nofile', '4327', '--yes'], {
      env: { PATH: '/opt/broken:/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    expect(unread.stdout).toMatch(/✗ systemctl .*daemon-reload failed: no bus today .*; .*fdtop\.conf was taken back/);
    expect(unread.code).toBe(1);
    expect(await box.tree()).toBe(before);

    const { stdout, code } = await asNobody(['cure', 'gunicorn', '--nofile', '4327', '--yes']);
    expect(stdout).toMatch(
      /✗ cannot write .*permission denied; nothing was changed; run: sudo .*cure gunicorn\.service --nofile 4327$/m,
    );
    expect(code).toBe(3);
    expect(await box.tree()).toBe(before);
  });

  it('of a unit of a user is in the home folder of that user, and not for root to write', async () => {
    await box.exec([
      'sh',
      '-c',
      'echo shop:x:1234:1234::/home/shop:/bin/sh >>/etc/passwd; echo shop:x:1234: >>/etc/group',
    ]);
    await box.write('/home/shop/.config/systemd/user/shop.service', gunicornUnit('8305'));
    await box.exec(['chown', '-R', '1234:1234', '/home/shop']);
    const asShop = async (...command: string[]) => {
      const as = ['setpriv', '--reuid=1234', '--regid=1234', '--clear-groups'];
      const env = { HOME: '/home/shop', XDG_RUNTIME_DIR: '/run/user/1234', XDG_STATE_HOME: '/tmp/state-of-shop' };
      return await box.exec([...as, ...command], { env, timeout: 90_000 });
    };
    await publish();
    const start = await box.exec(['systemctl', 'start', 'user@1234.service']);
    expect(start).toMatchObject({ code: 0 });
    expect(await asShop('systemctl', '--user', 'start', 'shop.service')).toMatchObject({ code: 0 });
    const home = async () =>
      (await box.exec(['sh', '-c', 'cd /home/shop && find .config -printf "%y %m %u %p\\n" | sort'])).stdout;
    const before = await home();

    const byRoot = await box.fdtop(['cure', 'shop', '--nofile', '4328', '--yes']);
    expect(byRoot.stderr).toMatch(/; run: sudo -u shop XDG_RUNTIME_DIR=\/run\/user\/1234 fdtop cure$/m);
    expect(byRoot.code).toBe(3);
    expect(await home()).toBe(before);

    const cured = await asShop(...PUBLIC, 'cure', 'shop', '--nofile', '4328', '--max-requests', '9', '--yes');
    expect(cured.stdout).toMatch(/✓ \/home\/shop\/\.config\/systemd\/user\/shop\.service\.d\/fdtop\.conf written/);
    expect(cured.code).toBe(0);
    const main = (await asShop('systemctl', '--user', 'show', '-p', 'MainPID', '--value', 'shop')).stdout.trim();
    expect(await box.read(`/proc/${main}/limits`)).toMatch(/^Max open files +4328 +4328/m);
    const undone = await asShop(...PUBLIC, 'cure', '--undo', '--yes');
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(await home()).toBe(before);
  });
});
