/** `fdtop restart` and `fdtop reload` where the unit does not start, or its app does not load: what is said, and left. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { need } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';
import { type Inside, inside } from './inside.ts';
import { SANDBOX, startSandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 90_000 });

const APP = '/srv/app/holder.py';
/** On a busy machine the unit is started anew so slowly that systemd never gives up. */
const STANDS = /gunicorn\.service is (failed \(Result: exit-code\): nothing of it runs|activating \(|active \()/;

need(...SANDBOX)('on a real systemd', () => {
  let systemd: Inside;
  let app: string;
  beforeAll(async () => {
    systemd = inside(await startSandbox({ workers: 1 }));
    app = (await systemd.run('cat', APP)).stdout;
  });

  it('a restart of a unit that does not start tells why, how it stands, and the end of its journal', async () => {
    await systemd.dropIn('broken.conf', '[Service]\nExecStartPre=/bin/sh -c "echo no disk today; false"\n');
    await systemd.daemonReload();
    const { stdout, code } = await systemd.fdtop('restart', 'gunicorn', '--yes');
    await systemd.dropIn('broken.conf', null);
    await systemd.daemonReload();
    await systemd.run('systemctl', 'reset-failed', 'gunicorn.service');
    expect((await systemd.run('systemctl', 'restart', 'gunicorn.service')).code).toBe(0);
    expect(stdout).toMatch(/^✗ restart of gunicorn\.service failed: Job for gunicorn\.service failed/m);
    expect(stdout).toMatch(STANDS);
    expect(stdout).toMatch(/its journal ends: .*no disk today/);
    expect(code).toBe(1);
  });

  describe('an app that is broken on disk', () => {
    const breakApp = () => systemd.write(APP, 'raise RuntimeError("broken on disk")\n');
    afterEach(async () => {
      await systemd.write(APP, app);
      // Active alone says little: what systemd started a moment ago may still load the broken app, and end.
      await systemd.run('systemctl', 'reset-failed', 'gunicorn.service');
      await systemd.run('systemctl', 'restart', 'gunicorn.service');
      // Its answer, not that it is there: the next test must not break the app while it is being loaded.
      const ask = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/', timeout=5)";
      await waitUntil('its answer', async () => (await systemd.run('/usr/bin/python3', '-c', ask)).code === 0);
    });

    it.each(['restart', 'reload'])('%s looks first, and does not halt the service', async does => {
      const master = await systemd.mainPid();
      await breakApp();
      const { stdout, stderr, code } = await systemd.fdtop(does, 'gunicorn', '--yes');
      expect(stdout).toMatch(
        new RegExp(`WARNING: the app on disk does not load: .*broken on disk.*a ${does} would halt`),
      );
      expect(stderr).toMatch(/nothing was done: .*--no-preflight does it all the same/);
      expect(code).toBe(1);
      expect(await systemd.mainPid()).toBe(master);
    });

    it.each([
      ['restart', /^✗ gunicorn\.service was restarted, but no worker of it serves/m],
      ['reload', /^✗ master \d+ ended after HUP: the service is down \(no worker/m],
    ])('%s with --no-preflight reports the service that halts', async (does, said) => {
      await breakApp();
      const { stdout, stderr, code } = await systemd.fdtop(does, 'gunicorn', '--yes', '--no-preflight');
      expect(stdout, stderr).toMatch(said);
      expect(stdout).toMatch(STANDS);
      expect(stdout).toMatch(/; its journal ends: .*RuntimeError: broken on disk \|/);
      expect(code).toBe(1);
    });
  });
});
