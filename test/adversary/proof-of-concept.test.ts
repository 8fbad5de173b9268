/** Each hole of the threat model, by its number, as its finder went through it: from outside, by the built program, as root. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { need, root } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { freePort } from './exporter.ts';
import { type Fake, type Mallory, songs, wrongSongs } from './mallory.ts';
import * as marks from './marks.ts';
import { FALSE_SUPERVISORD, FIRST_CHILD } from './proofs.ts';
import { makeSpec, type Run, type RunOptions, runFdtop } from './run.ts';
import { namespaces, openScene, type Scene } from './suite.ts';
import { SUPERVISORD } from './tricks/fakes.ts';

const MOST_KB = 450_000;

need(
  root,
  namespaces,
  'gunicorn',
)('the holes of the threat model', () => {
  let scene: Scene;
  let mallory: Mallory;
  beforeEach(async () => {
    scene = await openScene();
    mallory = scene.mallory;
  });
  afterEach(() => scene.world.stop());

  const fdtop = (args: string[], options?: RunOptions) => runFdtop(scene.world, args, options);
  /** A script of root's in the world; gives what it prints. */
  const shell = (script: string) => {
    const [enter, ...words] = scene.world.enter;
    const { stdout } = spawnSync(enter!, [...words, '/bin/bash', '-c', script], { encoding: 'utf8', timeout: 60_000 });
    return stdout;
  };
  /** A fake that a supervisord of mallory's has started; `program` is his supervisorctl. */
  const supervised = async (program: string, fake: Fake = {}) => {
    const running = await mallory.fake('supervised', {
      texts: { 'bin/supervisord': SUPERVISORD, 'own.conf': '[supervisorctl]\n' },
      wrapper: {
        program: '/usr/bin/python3',
        argv: ['/usr/bin/python3', 'FOLDER/bin/supervisord', '-c', 'FOLDER/own.conf', 'SCRIPT'],
      },
      ...fake,
    });
    mallory.text(`${running.folder}/bin/supervisorctl`, program.replaceAll('MASTER', `${running.master}`));
    return running;
  };
  const clean = ({ stdout, stderr }: Run) => [marks.whyUnclean(stdout), marks.whyUnclean(stderr)];

  it('S1, proof of concept 1: a master whose first child is su does not have its script run by root', () => {
    const said = shell(FIRST_CHILD);
    expect(said).toMatch(/worker \d+/);
    expect(said).not.toContain('check ran as uid');
  });

  it('S1: nor by a question on the screen that nobody has answered', async () => {
    const fake = await mallory.fake('first-child', { setuid: ['/usr/bin/su'] });
    const spec = makeSpec(scene.world, ['--filter', `pid=${fake.worker}`], { session: false, inherit: true });
    const [command, ...args] = [...scene.world.enter, ...spec.words];
    const terminal = openTerminal({ command: command!, args });
    await terminal.waitFor(new RegExp(`^›.*\\b${fake.worker}\\b`, 'm'));
    terminal.write('k');
    await terminal.waitFor(`Replace worker ${fake.worker}?`);
    await sleep(2000);
    terminal.key('esc');
    terminal.write('q');
    await terminal.exit;
    expect(wrongSongs(scene.world)).toEqual([]);
    expect(songs(scene.world).filter(({ what }) => what === 'check')).toEqual([]);
  });

  it('S1: nor by --yes, which runs the check as nobody but mallory, and without any capability', async () => {
    const fake = await mallory.fake('first-child', { setuid: ['/usr/bin/su'] });
    await fdtop(['kill', `${fake.worker}`, '--yes'], { interrupt: [8, 9, 10] });
    expect(wrongSongs(scene.world)).toEqual([]);
  });

  it("S2, proof of concept 2: a false supervisord does not have its supervisorctl run by root, nor sees root's secrets", () => {
    const said = shell(FALSE_SUPERVISORD);
    expect(said).toMatch(/master \d+/);
    expect(said).not.toContain('uid=');
    expect(said).not.toContain('hunter2');
  });

  it("S3: what runs as mallory is not given root's environment", async () => {
    const canary = readFileSync(`${scene.world.exchange}/mallory/canary.sh`, 'utf8');
    const fake = await supervised(canary);
    for (const words of [
      ['restart', '--dry-run'],
      ['reload', '--dry-run'],
      ['cure', '--dry-run'],
    ]) {
      await fdtop([words[0]!, `${fake.master}`, words[1]!]);
    }
    await fdtop(['restart', `${fake.master}`, '--yes'], { interrupt: [4, 5, 6] });
    expect(songs(scene.world).filter(({ secret }) => secret)).toEqual([]);
  });

  it('S4: the name of a program in the environment is not printed as it is', async () => {
    const env = { SUPERVISOR_PROCESS_NAME: `${marks.ESCAPES}\n+user=root\n${marks.C1}${marks.BIDI}` };
    const fake = await supervised('#!/bin/sh\nexit 1\n', {
      env,
      wrapper: {
        program: '/usr/bin/python3',
        argv: ['/usr/bin/python3', 'FOLDER/bin/supervisord', '-c', 'FOLDER/own.conf', 'SCRIPT'],
      },
    });
    const run = await fdtop(['cure', `${fake.master}`, '--max-requests', '1000', '--dry-run']);
    expect(clean(run)).toEqual([null, null]);
    expect(run.stdout.toString()).not.toMatch(/^\+user=root/m);
  });

  it('S4: a line to paste is quoted', async () => {
    const wrapper = {
      program: '/usr/bin/python3',
      argv: ['/usr/bin/python3', 'FOLDER/bin/supervisord', '-c', `FOLDER/own; ${marks.COMMAND} #`, 'SCRIPT'],
    };
    const fake = await supervised('#!/bin/sh\nexit 1\n', { wrapper });
    for (const does of ['restart', 'reload']) {
      expect(clean(await fdtop([does, `${fake.master}`, '--dry-run'])), does).toEqual([null, null]);
    }
  });

  it('S4: nor is what his supervisorctl prints', async () => {
    const line = `shop\\033]0;PWNED\\007\\033[31mred\\302\\2335m RUNNING pid MASTER, uptime 0:01:00`;
    const fake = await supervised(`#!/bin/sh\nprintf '${line}\\n'\n`);
    for (const words of [
      ['restart', '--dry-run'],
      ['reload', '--dry-run'],
      ['cure', '--dry-run'],
    ]) {
      expect(clean(await fdtop([words[0]!, `${fake.master}`, words[1]!])), words[0]).toEqual([null, null]);
    }
    expect(clean(await fdtop(['diagnose', `${fake.master}`])), 'diagnose').toEqual([null, null]);
  });

  /** The guard for some seconds, by a config of root's. */
  const guard = async (config: string) => {
    writeFileSync(scene.world.path('/root/out/own.toml'), config, { mode: 0o600 });
    const args = ['watch', '--act', 'recycle', '--interval', '1', '--json', '--config', '/root/out/own.toml'];
    return await fdtop(args, { interrupt: [8, 9, 10], limit: 30 });
  };
  const GUARD = '[guard]\nover = 100\nsamples = 1\ncooldown = 0\n';

  it('S5: the guard of root does not act without `only`', async () => {
    const fake = await mallory.fake('greedy', { args: ['--name', 'greedy', 'app:app'], files: 3000 });
    const { code } = await guard(GUARD);
    expect(mallory.isAlive(fake.worker!)).toBe(true);
    expect(code).toBe(2);
  });

  it('S5: nor on a name that a process gives itself', async () => {
    const fake = await mallory.fake('greedy', { args: ['--name', 'shop.service', 'app:app'], files: 3000 });
    await guard(`${GUARD}only = ["shop.service"]\n`);
    expect(mallory.isAlive(fake.worker!)).toBe(true);
  });

  it('S5: and is not stopped by an app of his that does not load', async () => {
    await mallory.fake('broken', {
      args: ['--name', 'shop.service', 'app:app'],
      files: 3000,
      says: 'ImportError: no module named shop',
      checkExit: 1,
    });
    const { stdout } = await guard(`${GUARD}only = ["shop.service"]\n`);
    const lines = stdout.toString().split('\n').filter(Boolean);
    const stops = lines.filter(line => /guard/.test(line) && /"critical"/.test(line));
    expect(stops).toEqual([]);
  });

  it('S6: a FIFO mounted over a library that is mapped holds up neither `origin` nor its end', async () => {
    const fake = await mallory.fake('mounted', { mount: true });
    const { timedOut } = await fdtop(['origin', `${fake.worker}`], { limit: 25 });
    expect(timedOut).toBe(false);
  });

  it('S6: nor the screen', async () => {
    const fake = await mallory.fake('mounted', { mount: true });
    const spec = makeSpec(scene.world, ['--filter', `pid=${fake.worker}`], { session: false, inherit: true });
    const [command, ...args] = [...scene.world.enter, ...spec.words];
    const terminal = openTerminal({ command: command!, args });
    await terminal.waitFor(new RegExp(`^›.*\\b${fake.worker}\\b`, 'm'));
    terminal.write('o');
    await sleep(1500);
    terminal.key('ctrl-c');
    const isOver = await Promise.race([terminal.exit.then(() => true), sleep(8000, false)]);
    expect(isOver).toBe(true);
  });

  it('S7: a terminal as gunicorn.conf.py, or as a source, does not become the controlling one', async () => {
    const fake = await mallory.fake('pty', {
      args: ['-c', 'gunicorn.conf.py', 'app:app'],
      put: [['gunicorn.conf.py', 'pty']],
      module: 'leaky',
      files: 200,
      swap: [['leaky.py', 'pty']],
      pty: true,
    });
    for (const args of [
      ['kill', `${fake.worker}`, '--dry-run'],
      ['origin', `${fake.worker}`],
    ]) {
      expect((await fdtop(args)).tty, args[0]).toBe(false);
    }
    expect(existsSync(`${scene.world.exchange}/canary/tty`)).toBe(false);
  });

  it("S8: root keeps no compiled program in another user's home", async () => {
    const folder = mallory.folder('home');
    await fdtop(['--once'], { env: { HOME: folder } });
    await fdtop(['--once'], { env: { XDG_CACHE_HOME: folder } });
    expect(readdirSync(scene.world.path(folder))).toEqual([]);
  });

  /** `fdtop metrics` while `use` goes on. */
  const exporter = async (use: (port: number) => Promise<void>) => {
    const port = await freePort();
    const args = ['metrics', '--listen', `127.0.0.1:${port}`, '--interval', '1'];
    let failure: unknown = null;
    await fdtop(args, {
      limit: 60,
      meanwhile: async () => {
        try {
          await waitUntil('the exporter', () => scrape(port, 'localhost'), { timeout: 10_000, every: 200 });
          await use(port);
        } catch (error) {
          failure = error;
        }
      },
    });
    if (failure) throw failure;
  };
  it('S9: 64 idle connections do not keep Prometheus out', { timeout: 120_000 }, async () => {
    await exporter(async port => {
      const idle: Socket[] = Array.from({ length: 64 }, () =>
        createConnection(port, '127.0.0.1').on('error', () => {}),
      );
      await sleep(500);
      const from = performance.now();
      try {
        await waitUntil('a scrape', () => scrape(port, 'localhost'), { timeout: 25_000, every: 1000 });
      } finally {
        for (const socket of idle) socket.destroy();
      }
      expect(performance.now() - from).toBeLessThan(25_000);
    });
  });

  it('S9: a foreign Host is not answered', async () => {
    await exporter(async port => {
      expect(await scrape(port, 'evil.example')).not.toBe(200);
      expect(await scrape(port, `127.0.0.1:${port}`)).toBe(200);
    });
  });

  it('S9: a long command line does not hold up --match', async () => {
    const args = ['app:app', ...Array.from({ length: 15 }, () => 'fdtop '.repeat(20_000))];
    await mallory.fake('pattern', { args, bigStack: true, script: 'serve.py', heartbeat: false });
    const { timedOut } = await fdtop(['--once', '--match', 'no-such-thing'], { limit: 25 });
    expect(timedOut).toBe(false);
  });

  it("S9: without a heap, the machine's own sources are not taken for the app's", async () => {
    const folder = mallory.folder('walk');
    shell(`cp /usr/bin/sleep ${folder}/python3.11; chmod 755 ${folder}/python3.11`);
    const script = `echo $$; cd /; exec -a 'gunicorn: master [walk]' ${folder}/python3.11 900 >/dev/null`;
    const { line } = await mallory.start({ program: '/bin/bash', argv: ['bash', '-c', script] });
    await sleep(200);
    const run = await fdtop(['origin', line, '--json'], { limit: 30 });
    expect(run.timedOut).toBe(false);
    expect(run.stdout.toString() + run.stderr.toString()).not.toMatch(/dist-packages|usr\/(?:lib|share)|\.pyenv/);
    expect(run.stdout.toString() + run.stderr.toString()).not.toMatch(/stopped after/);
  });

  it('S10: a pid that another process has when the question is answered is left alone', async () => {
    const fake = await mallory.fake('reused');
    const spec = makeSpec(scene.world, ['kill', `${fake.worker}`], { session: false, inherit: true });
    const [command, ...args] = [...scene.world.enter, ...spec.words];
    const terminal = openTerminal({ command: command!, args });
    await terminal.waitFor(/\?/);
    await sleep(500);
    shell(`kill -KILL ${fake.worker}`);
    await waitUntil('its end', () => !existsSync(scene.world.path(`/proc/${fake.worker}/stat`)));
    const stranger = await mallory.start({
      program: '/usr/bin/python3',
      argv: ['/usr/bin/python3', '/home/exchange/inside/stranger.py', `${fake.worker}`],
      uid: 0,
    });
    expect(stranger.line).toBe(`${fake.worker}`);
    terminal.write('y');
    terminal.key('enter');
    await Promise.race([terminal.exit, sleep(15_000)]);
    expect(readFileSync(scene.world.path(`/proc/${fake.worker}/comm`), 'utf8')).toBe('sleep\n');
  });

  it.each([
    ['arguments', { argvBytes: 2 ** 30, argvText: 'gunicorn: master [huge]\0' }],
    ['environment', { environBytes: 2 ** 30, argvText: 'SUPERVISOR_ENABLED=1\0' }],
  ] as const)('S11: 1 GiB of %s', async (_, fake) => {
    const { master } = await mallory.fake('huge', fake);
    for (const args of [['--once'], ['kill', `${master}`, '--dry-run'], ['check']]) {
      const run = await fdtop(args, { limit: 20 });
      expect({ args: args[0], timedOut: run.timedOut, isBig: run.peakKb > MOST_KB }).toEqual({
        args: args[0],
        timedOut: false,
        isBig: false,
      });
    }
  });

  it("S12: a check of root's own app is over in its time, whatever the app has started", {
    timeout: 120_000,
  }, async () => {
    const text = `import os, sys, time
if '--check-config' in sys.argv and os.fork() == 0:
    os.setsid()
    time.sleep(75)
    os._exit(0)
def app(_, start):
    start('200 OK', [])
    return []
`;
    shell(`mkdir -p /opt/daemon/hidden; echo 'raise ImportError' >/opt/daemon/hidden/setproctitle.py`);
    writeFileSync(scene.world.path('/opt/daemon/daemon.py'), text);
    await mallory.start({
      program: '/bin/bash',
      argv: ['bash', '-c', 'echo x; exec /usr/bin/python3 /usr/bin/gunicorn -b 127.0.0.1:0 daemon:app 2>/dev/null'],
      env: { PATH: '/usr/bin:/bin', PYTHONPATH: '/opt/daemon/hidden' },
      cwd: '/opt/daemon',
      uid: 0,
    });
    const isMaster = (pid: number) => {
      const file = scene.world.path(`/proc/${pid}/cmdline`);
      return existsSync(file) && readFileSync(file, 'latin1').endsWith('\0daemon:app\0');
    };
    const master = await waitUntil('its worker', () => {
      const [first, second] = scene.world
        .pids()
        .filter(isMaster)
        .sort((a, b) => a - b);
      return second && first;
    });
    await sleep(1000);
    const dry = await fdtop(['reload', `${master}`, '--dry-run'], { limit: 40 });
    expect(dry.timedOut, 'dry run').toBe(false);
    expect(dry.left).toEqual([]);
  });

  it.each([
    ['holds its output open', 'sleep 75 &\nexit 0'],
    ['holds its output open in another session', 'setsid sleep 75 &\nexit 0'],
    ['prints without end', 'exec yes shop'],
  ])('S12: a program that %s is not waited for, and its output is not kept', async (_, script) => {
    const fake = await supervised(`#!/bin/sh\n${script}\n`);
    const run = await fdtop(['restart', `${fake.master}`, '--dry-run'], { limit: 30 });
    expect({ timedOut: run.timedOut, isBig: run.peakKb > MOST_KB, left: run.left }).toEqual({
      timedOut: false,
      isBig: false,
      left: [],
    });
  });

  it('S13: a FIFO as config in the HOME of another does not hold up the start', async () => {
    const folder = mallory.folder('home');
    mallory.text(`${folder}/.config/fdtop/none`, '');
    await mallory.start({
      program: '/bin/sh',
      argv: ['sh', '-c', `mkfifo ${folder}/.config/fdtop/config.toml; echo made; sleep 60`],
    });
    const { timedOut } = await fdtop(['check'], { env: { HOME: folder }, limit: 20 });
    expect(timedOut).toBe(false);
  });

  it('S13: nor is one obeyed that is his', async () => {
    const folder = mallory.folder('home');
    const config = 'warn = 1\nleak = 2\n';
    mallory.text(`${folder}/.config/fdtop/config.toml`, config);
    expect((await fdtop(['check'])).code).toBe(0);
    expect((await fdtop(['check'], { env: { HOME: folder } })).code).toBe(0);
    expect((await fdtop(['check'], { env: { XDG_CONFIG_HOME: `${folder}/.config` } })).code).toBe(0);
    // Root's own is.
    shell(`mkdir -p /root/.config/fdtop; printf '${config.replaceAll('\n', '\\n')}' >/root/.config/fdtop/config.toml`);
    expect((await fdtop(['check'])).code).toBe(2);
  });
});

/** The status of an answer; null when there is none. */
function scrape(port: number, host: string): Promise<number | null> {
  return new Promise(resolve => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/metrics',
      headers: { host },
      agent: false,
      timeout: 3000,
    });
    asked.on('response', response => resolve(response.resume().statusCode ?? null));
    asked.on('error', () => resolve(null));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}
