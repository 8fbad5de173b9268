/** `fdtop watch` as the service that it prints itself, under a real systemd. */
import { basename, dirname } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { need } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';
import { type Inside, inside } from './inside.ts';
import { SANDBOX, startSandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 90_000 });

const UNIT = 'fdtop-watch.service';
const CONFIG = '/etc/fdtop-watch.toml';
const NOTIFY = '/etc/fdtop-notify';
const CHANNEL = `[[watch.channel]]\ntype = "command"\ncommand = ["${NOTIFY}"]\n`;
/** syslog(3): LOG_WARNING. */
const WARNING = '4';

need(...SANDBOX)('the unit of fdtop watch --print-unit', () => {
  let systemd: Inside;
  beforeAll(async () => {
    systemd = inside(await startSandbox());
  });
  const journal = async (...of: string[]) => {
    const { stdout } = await systemd.run('journalctl', ...of, '-o', 'json', '--no-pager');
    const lines = stdout.split('\n').filter(Boolean);
    return lines.map(line => JSON.parse(line) as { MESSAGE: string; PRIORITY: string });
  };
  /** journald cannot tell the unit of a `logger` that has ended before it looks: by its tag, then. */
  const OF_UNIT = ['-u', UNIT];
  const OF_LOGGER = ['-t', 'notified'];
  const said = (what: RegExp, times = 1, of = OF_UNIT) =>
    waitUntil(
      `${what} in the journal`,
      async () => {
        const found = (await journal(...of)).filter(({ MESSAGE }) => what.test(MESSAGE));
        return found.length >= times ? found : null;
      },
      { timeout: 40_000, every: 500 },
    );

  it('runs with few rights, tells the journal, reloads, and knows after a restart what it has told', async () => {
    await systemd.write(CONFIG, `warn = 300\nleak = 5000\n${CHANNEL}`);
    await systemd.write(NOTIFY, '#!/bin/sh\nlogger -t notified "$FDTOP_EVENT $FDTOP_LEVEL $FDTOP_PID"\n');
    await systemd.run('chmod', '755', NOTIFY);
    // It may hold a secret: readable for root alone, and yet for this service.
    await systemd.run('chmod', '600', CONFIG);
    // Its user must not depend on who may enter the folder of the checkout.
    await systemd.run('mkdir', '-p', '/opt/fdtop');
    await systemd.run('cp', '-r', dirname(FDTOP), process.execPath, '/opt/fdtop');
    await systemd.run('chmod', '-R', 'a+rX', '/opt/fdtop');
    const program = [`/opt/fdtop/${basename(process.execPath)}`, `/opt/fdtop/${basename(dirname(FDTOP))}/fdtop.js`];
    const words = ['watch', '--print-unit', '--interval', '0.5', '--config', CONFIG];
    const { stdout: unit } = await systemd.run(...program, ...words);
    await systemd.write(`/run/systemd/system/${UNIT}`, unit);
    await systemd.daemonReload();
    const started = await systemd.run('systemctl', 'start', UNIT);
    expect(started.stderr).toBe('');
    await said(/^watching gunicorn\.service/);

    const pid = await systemd.mainPid(UNIT);
    const { stdout: status } = await systemd.run('cat', `/proc/${pid}/status`);
    expect(status).toMatch(/^CapBnd:\s+0*80004$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).not.toMatch(/^Uid:\s+0/m);

    const master = await systemd.mainPid();
    const [worker] = await systemd.children(master);
    await systemd.write(CONFIG, `warn = 2\nleak = 5000\n${CHANNEL}`);
    expect((await systemd.run('systemctl', 'reload', UNIT)).code).toBe(0);
    await said(/^config reloaded: warn 2/);
    const [alert] = await said(new RegExp(`^WARN: worker ${worker} of gunicorn\\.service`));
    expect(alert!.PRIORITY).toBe(WARNING);
    expect(alert!.MESSAGE).not.toContain('<');
    await said(new RegExp(`^alert warn ${worker}$`), 1, OF_LOGGER);

    expect((await systemd.run('systemctl', 'restart', UNIT)).code).toBe(0);
    await said(/^watches every/, 2);
    expect(await systemd.mainPid(UNIT)).not.toBe(pid);
    await systemd.write(CONFIG, `warn = 300\nleak = 5000\n${CHANNEL}`);
    await systemd.run('systemctl', 'reload', UNIT);
    await said(new RegExp(`^RESOLVED WARN: worker ${worker} of`));
    expect(await said(new RegExp(`^WARN: worker ${worker} `))).toHaveLength(1);
    expect((await journal(...OF_UNIT)).filter(({ MESSAGE }) => /cannot|keeps none|fails/.test(MESSAGE))).toEqual([]);

    expect((await systemd.run('systemctl', 'stop', UNIT)).code).toBe(0);
    const { stdout: result } = await systemd.run('systemctl', 'show', '-p', 'Result,ExecMainStatus', UNIT);
    expect(result).toMatch(/ExecMainStatus=0/);
    expect(result).toMatch(/Result=success/);
  });
});
