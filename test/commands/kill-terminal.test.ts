/** `fdtop kill` on a terminal: it asks, and offers sudo to who may not. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { register } from '../support/cleanup.ts';
import { FDTOP } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { openTerminal } from '../terminal/terminal.ts';

const PLAIN = { setproctitle: false };

need('gunicorn', 'util-linux')('fdtop kill on a terminal', () => {
  it('asks, and takes nothing but y for a yes', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const [worker] = gunicorn.workerPids();
    const open = (...more: string[]) =>
      openTerminal({ command: process.execPath, args: [FDTOP, 'kill', `${worker}`, ...more] });
    const unsure = open('--no-preflight');
    await unsure.waitFor(`Replace worker ${worker}? [y/N]`);
    unsure.write('\r');
    expect((await unsure.exit).code).toBe(1);
    expect(unsure.toString()).toContain('nothing was done');
    expect(isAlive(worker!)).toBe(true);

    const interrupted = open('--no-preflight');
    await interrupted.waitFor('[y/N]');
    interrupted.key('ctrl-c');
    expect((await interrupted.exit).code).toBe(130);
    expect(interrupted.toString()).toContain('nothing was done');
    expect(isAlive(worker!)).toBe(true);

    writeFileSync(join(gunicorn.dir, 'holder.py'), 'import nowhere\n');
    const warned = open();
    await warned.waitFor("Type 'yes' to do it:");
    expect(warned.toString()).toMatch(/WARNING: the app on disk does not load: ModuleNotFoundError/);
    warned.write('y\r');
    expect((await warned.exit).code).toBe(1);
    expect(isAlive(worker!)).toBe(true);
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'util-linux',
  root,
)('fdtop kill of a service of another user, by root', () => {
  it('loads its app when c is pressed at the question, and not before', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, uid: 65534 });
    const [worker] = gunicorn.workerPids();
    const canary = join(gunicorn.dir, 'canary');
    const app = (then: string) =>
      writeFileSync(
        join(gunicorn.dir, 'holder.py'),
        `import os\nopen(${JSON.stringify(canary)}, 'w').write(str(os.getuid()))\n${then}\n`,
      );
    const open = (...more: string[]) =>
      openTerminal({ command: process.execPath, args: [FDTOP, 'kill', `${worker}`, ...more], cols: 120 });

    app('def app(environ, start_response): pass');
    const first = open();
    await first.waitFor('[y/N, c checks first that the app loads]');
    expect(first.toString()).toMatch(/was not checked: it runs code of user nobody, so only when you ask for it/);
    expect(existsSync(canary)).toBe(false);
    first.write('c\r');
    await first.waitFor(/the app on disk loads \(/);
    expect(readFileSync(canary, 'utf8')).toBe('65534');
    await first.waitFor(`Replace worker ${worker}? [y/N]`);
    first.write('n\r');
    expect((await first.exit).code).toBe(1);
    rmSync(canary);

    app('import nowhere');
    const warned = open();
    await warned.waitFor('c checks first');
    warned.write('c\r');
    await warned.waitFor("Type 'yes' to do it:");
    expect(warned.toString()).toMatch(/WARNING: the app on disk does not load: ModuleNotFoundError/);
    warned.write('y\r');
    expect((await warned.exit).code).toBe(1);
    expect(existsSync(canary)).toBe(true);
    expect(isAlive(worker!)).toBe(true);
    await gunicorn.stop();
  });
});

need('gunicorn', 'util-linux')('k on the screen', () => {
  it('says how far it was when the screen is left before its end, and writes it down', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const [worker] = gunicorn.workerPids();
    gunicorn.request('/sleep/60').catch(() => {});
    const terminal = openTerminal({ command: process.execPath, args: [FDTOP], cols: 120 });
    // Other services of the machine may fill the first page.
    await terminal.waitFor(/master \d+/);
    terminal.write(`/${worker}\r`);
    await terminal.waitFor(new RegExp(`› +${worker} `));
    terminal.write('k');
    await terminal.waitFor(`Replace worker ${worker}?`);
    terminal.key('right');
    terminal.key('enter');
    await terminal.waitFor(`TERM sent to ${worker}; still ending`);
    terminal.write('q');
    expect((await terminal.exit).code).toBe(0);
    expect(terminal.toString()).toMatch(new RegExp(`✗ interrupted, not undone: TERM sent to ${worker}; still ending`));
    expect(terminal.toString()).not.toContain('not logged');
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'util-linux',
  root,
)('who may not', () => {
  /** A stand-in for sudo, which this machine may not have and which would ask for a password: it writes down what it is to run. */
  function fakeSudo(): { path: string; asked: () => string[] } {
    const path = mkdtempSync(join(tmpdir(), 'fdtop-sudo-'));
    const remove = () => rmSync(path, { recursive: true, force: true });
    register({ stop: async () => remove(), stopNow: remove });
    chmodSync(path, 0o777);
    writeFileSync(join(path, 'sudo'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${path}/asked\nexit 42\n`, { mode: 0o755 });
    const file = join(path, 'asked');
    return { path, asked: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []) };
  }

  it.each([
    ['y', 42],
    ['n', 3],
  ])('is offered sudo, which runs the same on the same process: %s', async (answer, code) => {
    const sudo = fakeSudo();
    const gunicorn = await startGunicorn({ ...PLAIN, args: ['-u', 'www-data'] });
    const [worker] = gunicorn.workerPids();
    const program = [publicNode(), publicPath('dist/fdtop.js')];
    const terminal = openTerminal({
      command: '/usr/bin/setpriv',
      args: ['--reuid=65534', '--regid=65534', '--clear-groups', ...program, 'kill', `${worker}`],
      env: { PATH: `${sudo.path}:${process.env.PATH}`, HOME: '/nonexistent' },
      cwd: '/',
    });
    await terminal.waitFor('[y/N]');
    terminal.write('y\r');
    await terminal.waitFor('Run it with sudo? [y/N]');
    terminal.write(`${answer}\r`);
    expect((await terminal.exit).code).toBe(code);
    expect(sudo.asked()).toEqual(answer === 'y' ? [...program, '--lang', 'en', '--yes', 'kill', `${worker}`] : []);
    expect(isAlive(worker!)).toBe(true);
    await gunicorn.stop();
  });
});
