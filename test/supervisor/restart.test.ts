/** `fdtop restart` and `fdtop reload` on a Gunicorn that a real supervisord runs. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, it, vi } from 'vitest';
import { FDTOP, instanceRows, snapshot } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { isAlive, parentOf } from '../support/processes.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { waitUntil } from '../support/wait.ts';
import { type Supervisord, startSupervisord } from './supervisord.ts';

vi.setConfig({ testTimeout: 120_000 });

const fdtop = (...args: string[]) =>
  execa(process.execPath, [FDTOP, ...args], { reject: false, stdin: 'ignore', timeout: 90_000 });

/** The master as fdtop sees it once its workers serve: two heartbeats, in all that is asked of it here. */
async function ready(masterOf: () => Promise<number>): Promise<{ master: number; workers: number[] }> {
  return await waitUntil(
    'its workers',
    async () => {
      const master = await masterOf();
      const workers = instanceRows(await snapshot(), master).workers.map(({ pid }) => pid);
      return workers.length === 2 && { master, workers };
    },
    { timeout: 60_000, every: 250 },
  );
}

need(
  'supervisor',
  'gunicorn',
  'util-linux',
  root,
)('under a real supervisord', () => {
  let supervisord: Supervisord;
  const web = () => supervisord.pidOf('shop:web');
  beforeAll(async () => {
    supervisord = await startSupervisord();
  });

  it('restart goes through supervisorctl, and touches no other program', async () => {
    const { master } = await ready(web);
    const other = await supervisord.pidOf('other');
    const { stdout, exitCode } = await fdtop('restart', String(master), '--yes');
    const after = await web();
    expect(stdout).toContain(`runs: /usr/bin/supervisorctl -c ${supervisord.config} restart shop:web\n`);
    expect(stdout).toMatch(/The new master inherits the limits of supervisord: [\d,]+ open files\./);
    expect(stdout).toMatch(new RegExp(`^✓ shop:web restarted in .*: master ${after}, 2 workers up$`, 'm'));
    expect(exitCode).toBe(0);
    expect(after).not.toBe(master);
    expect(isAlive(master)).toBe(false);
    expect(await supervisord.pidOf('other')).toBe(other);
    expect(isAlive(supervisord.pid)).toBe(true);
  });

  it('reload sends HUP through it: the master stays, its workers are new', async () => {
    const { master, workers } = await ready(web);
    const { stdout, exitCode } = await fdtop('reload', String(master), '--yes');
    expect(stdout).toContain(`runs: /usr/bin/supervisorctl -c ${supervisord.config} signal HUP shop:web\n`);
    expect(stdout).toMatch(new RegExp(`^✓ master ${master} reloaded in .*: 2 new workers up`, 'm'));
    expect(exitCode).toBe(0);
    const after = await ready(web);
    expect(after.master).toBe(master);
    expect(after.workers.filter(pid => workers.includes(pid))).toEqual([]);
  });

  it('a user who may not ask it is told so, and nothing is done', async () => {
    const { master } = await ready(web);
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '/usr/bin/env', 'HOME=/tmp'];
    const program = [publicNode(), publicPath('dist/fdtop.js'), 'restart', String(master), '--yes'];
    const { stderr, exitCode } = await execa('/usr/bin/setpriv', [...nobody, ...program], { reject: false });
    expect(stderr).toMatch(
      /supervisord \d+ runs it, but cannot be asked: .*denied.*; run: sudo \/usr\/bin\/supervisorctl/,
    );
    expect(exitCode).toBe(3);
    expect(await web()).toBe(master);
  });

  it('a restart onto an app that does not load is a failure, with the end of its log', async () => {
    const app = join(supervisord.dir, 'holder.py');
    const text = readFileSync(app, 'utf8');
    const { master } = await ready(web);
    writeFileSync(app, 'raise RuntimeError("broken on disk")\n');
    const { stdout, exitCode } = await fdtop('restart', String(master), '--yes', '--no-preflight');
    writeFileSync(app, text);
    await execa('/usr/bin/supervisorctl', ['-c', supervisord.config, 'restart', 'shop:web'], { reject: false });
    expect(stdout).toMatch(/^✗ .*shop:web/m);
    expect(stdout).toMatch(
      /shop:web is (FATAL: nothing of it runs|BACKOFF|STARTING|RUNNING); its log ends: .*RuntimeError: broken on disk/,
    );
    expect(exitCode).toBe(1);
    await ready(web);
  });

  const isStopping = async () => {
    const args = ['-c', supervisord.config, 'status', 'shop:web'];
    return /STOPPING/.test((await execa('/usr/bin/supervisorctl', args, { reject: false })).stdout);
  };

  it('Ctrl-C ends the waiting, and not a restart that is half done', async () => {
    const { master } = await ready(web);
    const slow = request({ socketPath: join(supervisord.dir, 'web.sock'), path: '/sleep/8' }).end();
    slow.on('error', () => {}); // it is cut off, or it is answered: neither matters here
    await once(slow, 'finish');
    const running = execa(process.execPath, [FDTOP, 'restart', String(master), '--yes'], {
      ...{ reject: false, stdin: 'ignore', detached: true },
    });
    await waitUntil('the stop of the program, between which and its start the interrupt falls', () => isStopping());
    process.kill(-running.pid!, 'SIGINT');
    const { exitCode, stdout } = await running;
    expect(stdout).toMatch(/✗ interrupted, not undone: \/usr\/bin\/supervisorctl .* restart shop:web runs/);
    expect(exitCode).toBe(130);
    const next = await ready(async () => {
      const pid = await web();
      return pid === master ? 0 : pid;
    });
    expect(next.master).not.toBe(master);
  });

  it('ends with all that it started', async () => {
    const { master, workers } = await ready(web);
    await supervisord.stop();
    expect([supervisord.pid, master, ...workers].filter(isAlive)).toEqual([]);
  });
});

need(
  'supervisor',
  'gunicorn',
  'util-linux',
  root,
)('under a supervisord of another user, through a wrapper', () => {
  it('restart and reload reach the master, not the wrapper', async () => {
    const wrapped = (gunicorn: string) => `/bin/sh -c "${gunicorn}; true"`;
    const supervisord = await startSupervisord({ command: wrapped, uid: 65534 });
    const masterOf = async () => {
      const shell = await supervisord.pidOf('shop:web');
      const masters = (await snapshot()).processes.filter(({ role }) => role === 'master');
      return masters.find(({ pid }) => parentOf(pid) === shell)?.pid ?? 0;
    };
    const { master } = await ready(masterOf);
    const shell = parentOf(master);
    const reload = await fdtop('reload', String(master), '--yes');
    expect(reload.stdout).toContain(`runs: kill -HUP ${master}\n`);
    expect(reload.stdout).toMatch(/^✓ master \d+ reloaded/m);
    expect(parentOf(master)).toBe(shell);
    const restart = await fdtop('restart', String(master), '--yes');
    expect(restart.stdout).toContain('It runs as nobody, whose supervisord this is.');
    expect(restart.stdout).toMatch(/^✓ shop:web restarted in .*: master \d+, 2 workers up$/m);
    expect(await masterOf()).not.toBe(master);
    await supervisord.stop();
  });
});
