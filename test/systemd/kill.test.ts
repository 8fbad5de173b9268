/** `fdtop kill` on a Gunicorn whose title hides its arguments: the unit tells them, where it can. */
import { beforeAll, expect, it, vi } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { need } from '../support/need.ts';
import { SANDBOX, type Sandbox, startSandbox } from './sandbox.ts';
import { folderWith } from './units.ts';

vi.setConfig({ testTimeout: 60_000 });

const APP =
  'import os\nassert os.environ["NEEDED"] == "yes"\ndef app(environ, start_response): pass\nprint("loaded by", os.getpid(), flush=True)\n';
const unit = (lines: string, args = '') =>
  `[Service]\nWorkingDirectory=/srv/shop\nExecStart=/usr/bin/gunicorn --graceful-timeout 12 ${args} -b 127.0.0.1:0 shop:app\n${lines}`;

need(...SANDBOX, 'python3-setproctitle')('a titled master in a unit', () => {
  let sandbox: Sandbox;
  const sh = (...command: string[]) => sandbox.exec(command);
  const write = (path: string, text: string) => sandbox.exec(['tee', path], { input: text });

  /** The plan for the only worker of a unit, made while this is the app on disk. */
  async function planOf(name: string, app: string): Promise<string> {
    await sh('mkdir', '-p', '/srv/shop');
    await write('/srv/shop/shop.py', APP);
    await sh('systemctl', 'start', name);
    const master = (await sh('systemctl', 'show', '-p', 'MainPID', '--value', name)).stdout.trim();
    const worker = async () =>
      (await sh('ps', '-o', 'pid=,args=', '--ppid', master)).stdout.match(/(\d+) gunicorn: worker/);
    const found = await vi.waitFor(async () => (await worker()) ?? Promise.reject(new Error('no worker')), 15_000);
    // It has its title before it has loaded the app, which must not change under it.
    const loaded = async () =>
      (await sh('journalctl', '-u', name, '-o', 'cat', '--no-pager')).stdout.includes(`loaded by ${found[1]}\n`);
    await vi.waitFor(async () => (await loaded()) || Promise.reject(new Error('not loaded')), 15_000);
    await write('/srv/shop/shop.py', app);
    const { stdout, stderr } = await sh(process.execPath, FDTOP, 'kill', found[1]!, '--yes');
    await sh('systemctl', 'stop', name);
    return `${stdout}${stderr}`;
  }

  beforeAll(async () => {
    const units = {
      'plain.service': unit('Environment=NEEDED=yes OTHER=1\n'),
      'file.service': unit('User=nobody\nEnvironmentFile=/srv/env\nEnvironmentFile=/srv/more\n'),
      'quoted.service': unit('Environment=NEEDED=yes "OTHER=a b"\n'),
      'spaced.service': unit('Environment=NEEDED=yes\n', '--access-logformat "%%(h)s %%(r)s"'),
    };
    sandbox = await startSandbox({ extraUnits: folderWith(units) });
    await sh('mkdir', '-p', '/srv');
    await write('/srv/env', '# settings\nNEEDED="yes"\n');
    await write('/srv/more', 'MORE=a b\n');
  });

  it.each(['plain', 'file'])('is checked as its unit starts it: %s.service', async name => {
    const plan = await planOf(name, APP);
    expect(plan).toContain('sends TERM: its requests get 12 s to end (--graceful-timeout)');
    expect(plan).toMatch(/the app on disk loads/);
    expect(await planOf(name, 'import nowhere\n')).toMatch(
      /nothing was done: the app on disk does not load: ModuleNotFoundError/,
    );
  });

  it('is not judged by a check in an environment that is not known for sure', async () => {
    expect(await planOf('quoted', 'import nowhere\n')).toMatch(/not checked: a check says "ModuleNotFound.* no proof/);
  });

  it('is not checked at all when an argument may be two', async () => {
    expect(await planOf('spaced', APP)).toMatch(/an argument of its ExecStart holds a space/);
  });
});
