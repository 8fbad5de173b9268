/** The screen on a Gunicorn that a real systemd runs. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatCount } from '../../src/model/format.ts';
import { FDTOP } from '../support/fdtop.ts';
import { need } from '../support/need.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { SANDBOX, type Sandbox, startSandbox } from './sandbox.ts';

need(...SANDBOX)('the screen on the unit of a Gunicorn', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ workers: 2 });
  });
  afterAll(() => sandbox?.stop());

  const start = (rows = 30): Terminal => {
    const [command, ...args] = [...sandbox.enter, process.execPath, FDTOP];
    return openTerminal({ command: command!, args, cols: 100, rows });
  };
  const mainPid = async () => {
    const { stdout } = await sandbox.exec(['systemctl', 'show', '-p', 'MainPID', '--value', 'gunicorn.service']);
    return Number(stdout);
  };
  const askForRestart = async (terminal: Terminal) => {
    await terminal.waitFor(/▾ gunicorn\.service +\S+ +2 workers/);
    terminal.write('r');
    await terminal.waitFor('Restart gunicorn.service?');
    await terminal.waitFor('Restart runs: systemctl --no-ask-password restart gunicorn.service');
    terminal.key('right');
    await terminal.waitFor('[ Restart ]');
    terminal.key('enter');
  };

  it('restarts it, and says which master and workers are new', async () => {
    const before = await mainPid();
    const terminal = start();
    await askForRestart(terminal);
    const said = /✓ gunicorn\.service restarted in .*: master (\d+), 2 workers up/;
    await terminal.waitFor(said, { timeout: 40_000 });
    const after = await mainPid();
    expect(after).not.toBe(before);
    expect(said.exec(terminal.text().join('\n'))![1]).toBe(String(after));
    terminal.write('q');
    expect((await terminal.exit).code).toBe(0);
  }, 60_000);

  it("shows systemctl's own words when that fails", async () => {
    const dropIn = '/run/systemd/system/gunicorn.service.d/broken.conf';
    await sandbox.exec(['mkdir', '-p', '/run/systemd/system/gunicorn.service.d']);
    await sandbox.exec(['tee', dropIn], { input: '[Service]\nExecStartPre=/bin/false\n' });
    await sandbox.exec(['systemctl', 'daemon-reload']);
    const terminal = start();
    await askForRestart(terminal);
    await terminal.waitFor(/✗ restart of gunicorn\.service failed: Job for gunicorn\.service failed/, {
      timeout: 40_000,
    });
    terminal.write('q');
    await terminal.exit;
    await sandbox.exec(['rm', dropIn]);
    await sandbox.exec(['systemctl', 'daemon-reload']);
    await sandbox.exec(['systemctl', 'restart', 'gunicorn.service']);
  }, 60_000);

  it('Enter tells what systemd has configured, of a worker and of the whole service', async () => {
    const show = async (property: string) =>
      (await sandbox.exec(['systemctl', 'show', '-p', property, '--value', 'gunicorn.service'])).stdout.trim();
    const [soft, hard] = [Number(await show('LimitNOFILESoft')), Number(await show('LimitNOFILE'))].map(formatCount);
    const terminal = start(60);
    await terminal.waitFor(/▾ gunicorn\.service +\S+ +2 workers/);
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`configured +soft ${soft}, hard ${hard}, from its next start on`));
    await terminal.waitFor(/unit +gunicorn\.service {3}\(systemd\)/);
    await terminal.waitFor(`files        ${await show('FragmentPath')}`);
    terminal.key('esc');
    await terminal.waitFor('LAST 2 MIN');
    terminal.key('home');
    terminal.key('up');
    await terminal.waitFor(/^›▾ gunicorn\.service/m);
    terminal.key('enter');
    await terminal.waitFor(/fds in sum/);
    await terminal.waitFor(new RegExp(`configured +soft ${soft}, hard ${hard}`));
    terminal.write('q');
    await terminal.exit;
  }, 60_000);

  it('offers only the reload of a Gunicorn that lies in the unit of something else', async () => {
    // As after `ssh HOST gunicorn ...` where sshd keeps its sessions in its own unit.
    await sandbox.exec(['systemd-run', '--unit=other', '--', '/bin/sh', '-c', 'sleep 600 & exec sleep 601']);
    const stray =
      'echo $$ > /sys/fs/cgroup/system.slice/other.service/cgroup.procs; cd /srv/app; exec setsid -f gunicorn -b 127.0.0.1:8111 -n stray holder:app';
    await sandbox.exec(['/bin/sh', '-c', `${stray} >/dev/null 2>&1 </dev/null`]);
    const terminal = start();
    await terminal.waitFor(/▾ other\.service +stray/);
    terminal.write('/stray');
    terminal.key('enter');
    await terminal.waitFor(/filter: stray \(Esc/);
    terminal.write('r');
    await terminal.waitFor('Restart other.service?');
    await terminal.waitFor('No restart: the main process of other.service');
    await terminal.waitFor(/Reload runs: kill -HUP \d+/);
    expect(terminal.text().join('\n')).not.toContain('[ Restart ]');
    terminal.key('esc');
    terminal.write('q');
    await terminal.exit;
  }, 60_000);
});
