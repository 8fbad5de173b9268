/** `fdtop restart` and `fdtop reload` on a Gunicorn that a user's own systemd runs. */
import { beforeAll, expect, it, vi } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { need } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { SANDBOX, type Sandbox, startSandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 90_000 });

/** www-data: a user that Debian always has, and who is not nobody. */
const UID = 33;
const UNIT = `[Service]
Type=notify
ExecStart=/usr/bin/gunicorn --chdir /srv/app -w 1 -b unix:/run/user/${UID}/web.sock holder:app
ExecReload=/bin/kill -s HUP $MAINPID
`;

need(
  ...SANDBOX,
  'dbus',
  'libpam-systemd',
  'dbus-user-session',
)("in a user's own systemd", () => {
  let sandbox: Sandbox;
  const sh = (...command: string[]) => sandbox.exec(command, { timeout: 60_000 });
  const asUser = (uid: number, ...args: string[]) => {
    const identity = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '/usr/bin/env', '-u', 'XDG_RUNTIME_DIR'];
    const state = ['HOME=/tmp', 'XDG_STATE_HOME=/tmp'];
    return sh('/usr/bin/setpriv', ...identity, ...state, publicNode(), publicPath('dist/fdtop.js'), ...args);
  };
  const systemctl = (...args: string[]) => sh('systemctl', '--user', '-M', `${UID}@`, ...args);
  const mainPid = async () => Number((await systemctl('show', '-p', 'MainPID', '--value', 'web.service')).stdout);

  beforeAll(async () => {
    sandbox = await startSandbox({ workers: 1, bind: [publicPath('.')] });
    await sh('mkdir', '-p', '/etc/systemd/user');
    await sandbox.exec(['tee', '/etc/systemd/user/web.service'], { input: UNIT });
    expect(await sh('systemctl', 'start', 'systemd-logind.service', `user@${UID}.service`)).toMatchObject({ code: 0 });
    expect(await systemctl('start', 'web.service')).toMatchObject({ code: 0 });
  });

  it('root restarts it through the systemd of that user', async () => {
    const before = await mainPid();
    const { stdout, code } = await sh(process.execPath, FDTOP, 'restart', 'web', '--yes');
    const after = await mainPid();
    expect(stdout).toMatch(/^runs: systemctl --user -M 33@ --no-ask-password restart web\.service$/m);
    expect(stdout).toMatch(new RegExp(`^✓ web\\.service restarted in .*: master ${after}, 1 worker up$`, 'm'));
    expect(code).toBe(0);
    expect(after).not.toBe(before);
  });

  it('the user reloads it, also where su has not passed on the way to the bus', async () => {
    const master = await mainPid();
    const { stdout, code } = await asUser(UID, 'reload', 'web', '--yes');
    expect(stdout).toMatch(/^runs: systemctl --user --no-ask-password reload web\.service$/m);
    expect(stdout).toMatch(new RegExp(`^✓ master ${master} reloaded in .*: 1 new worker up`, 'm'));
    expect(code).toBe(0);
    expect(await mainPid()).toBe(master);
  });

  it('another user is told who may', async () => {
    const master = await mainPid();
    const { stderr, code } = await asUser(65534, 'restart', 'web', '--yes');
    expect(stderr).toMatch(/systemctl cannot be asked about web\.service: .*; run fdtop as uid 33, or as root$/m);
    expect(code).toBe(3);
    expect(await mainPid()).toBe(master);
  });

  it('root reads its journal when it does not start', async () => {
    await sh('mkdir', '-p', '/etc/systemd/user/web.service.d');
    const broken = '[Service]\nExecStartPre=/bin/sh -c "echo no disk today; false"\n';
    await sandbox.exec(['tee', '/etc/systemd/user/web.service.d/broken.conf'], { input: broken });
    await systemctl('daemon-reload');
    const { stdout, code } = await sh(process.execPath, FDTOP, 'restart', 'web', '--yes');
    expect(stdout).toMatch(/^✗ restart of web\.service failed: Job for web\.service failed/m);
    // Not its last line: journald may not have that yet when systemd tells of the end.
    expect(stdout).toMatch(/web\.service is failed \(Result: exit-code\): nothing of it runs; its journal ends: /);
    expect(code).toBe(1);
  });
});
