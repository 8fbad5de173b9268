/** What `npm run package` makes: the executable, and the Debian package where no Node is. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../src/completion/bash.ts';
import { fishCompletion } from '../../src/completion/fish.ts';
import { zshCompletion } from '../../src/completion/zsh.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { aptGet, type DebianRoot, debianRoot } from './debian-root.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'fdtop-package-'));
const executable = join(folder, 'fdtop');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await execa(process.execPath, [`${ROOT}src/tools/package.ts`, folder], { cwd: ROOT });
}, 240_000);

async function leave(terminal: Terminal): Promise<void> {
  terminal.write('q');
  expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
  expect(terminal.altScreen()).toBe(false);
}

/** As on a server: no PATH to a Node, and options for another Node that are none of this one's business. */
function run(...args: string[]) {
  const env = { PATH: '/usr/bin:/bin', NODE_OPTIONS: '--no-such-option', HOME: folder, LANG: 'C.UTF-8' };
  return execa(executable, args, { reject: false, stdin: 'ignore', env, extendEnv: false });
}

describe('the executable', () => {
  it('prints its version and a snapshot, without a Node beside it', async () => {
    expect((await run('--version')).stdout).toBe(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).version);
    const { stdout, stderr, exitCode } = await run('--once', '--json');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, processes: expect.any(Array) });
  });

  it('has nothing broken: its threads come up', async () => {
    const { stdout, exitCode } = await run('doctor', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      broken: [],
      facts: { 'versions.packed': { value: 'one executable' }, 'proof.names': { state: 'ok' } },
    });
    expect(exitCode).toBe(0);
  });

  it('names itself where it says what to run', async () => {
    const { stdout } = await run('watch', '--print-unit');
    expect(stdout).toContain(`\nExecStart=${executable} watch\n`);
  });

  it('keeps the exit codes of check', async () => {
    expect(await run('check', '--proc-root', folder)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/^FDTOP UNKNOWN - /),
    });
    expect(await run('chekc')).toMatchObject({ exitCode: 2 });
  });

  it('watches until it is told to end', async () => {
    const watch = execa(executable, ['watch', '--json'], {
      reject: false,
      stdin: 'ignore',
      env: { HOME: folder, STATE_DIRECTORY: folder },
    });
    await new Promise(resolve => watch.stdout.once('data', resolve));
    watch.kill('SIGTERM');
    expect((await watch).exitCode).toBe(0);
  });

  it('runs the demo, whose processes are itself', async () => {
    const command = ['--fork', '--pid', '--mount-proc', '--kill-child', executable, 'demo'];
    const terminal = openTerminal({ command: 'unshare', args: command, cols: 100, rows: 30 });
    await terminal.waitFor(/▾ demo +4 workers/);
    await leave(terminal);
  });
});

need('gunicorn')('the executable on a real Gunicorn', () => {
  it('names fds exactly, looks for their origin in the heap, and replaces the worker', async () => {
    const gunicorn = await startGunicorn({ workers: 1, setproctitle: false });
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 300);

    const types = await run('types', `${worker}`, '--exact', '--json');
    const { exact, groups } = JSON.parse(types.stdout);
    expect(exact).toBe(true);
    expect(groups[0]).toMatchObject({ kind: 'tcp', state: 'CLOSE_WAIT', count: 300 });

    const origin = await run('origin', `${worker}`, '--json');
    // What exactly is found depends on how long it may look; here it matters that thread, heap and parser are there.
    expect(JSON.parse(origin.stdout)).toMatchObject({
      python: { supported: true },
      groups: expect.arrayContaining([expect.objectContaining({ count: 300 })]),
    });

    const killed = await run('kill', `${worker}`, '--yes');
    expect(killed.stdout).toMatch(/^the app on disk loads/m);
    expect(killed.stdout).toMatch(new RegExp(`✓ ${worker} gone after .*; replacement \\d+ is up`));
    expect(isAlive(worker!)).toBe(false);
    await gunicorn.stop();
  });
});

need(
  'util-linux',
  root,
  aptGet,
)("the package, in a root of Debian's libraries, shell and dpkg alone", () => {
  let debian: DebianRoot;
  let before: string[];
  beforeAll(async () => {
    debian = await debianRoot();
    before = debian.files();
    const { stdout: name } = await execa('sh', ['-c', 'ls *.deb'], { cwd: folder });
    copyFileSync(join(folder, name.trim()), join(debian.path, 'tmp/fdtop.deb'));
    const { stderr, exitCode } = await dpkg('-i', '/tmp/fdtop.deb');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  }, 120_000);

  const dpkg = (...args: string[]) => debian.run('dpkg', ...args);
  const read = (path: string) => readFileSync(join(debian.path, path));

  it('is installed there, with all that it depends on, and no Node', async () => {
    expect((await debian.run('sh', '-c', 'command -v node')).exitCode).not.toBe(0);
    expect(await dpkg('--verify', 'fdtop')).toMatchObject({ stdout: '', exitCode: 0 });
  });

  it('fdtop --once --json works, and nothing is broken', async () => {
    const { stdout, stderr, exitCode } = await debian.run('fdtop', '--once', '--json', '--all');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout).processes.map(({ pid }: { pid: number }) => pid)).toContain(process.pid);
    const { facts } = JSON.parse((await debian.run('fdtop', 'doctor', '--json')).stdout);
    expect(facts['versions.distribution'].value).toBe('a root without Node');
  });

  it('the live screen works', async () => {
    const [command, ...args] = [...debian.enter, '/usr/bin/fdtop', '--all'];
    const terminal = openTerminal({ command: command!, args });
    await terminal.waitFor(/q quit/);
    await terminal.waitFor(/^. *[!?]* *\d+ /m);
    await leave(terminal);
  });

  it('its unit is what fdtop watch --print-unit prints, and is not enabled', async () => {
    const { stdout } = await debian.run('fdtop', 'watch', '--config', '/etc/fdtop/watch.toml', '--print-unit');
    expect(read('usr/lib/systemd/system/fdtop-watch.service').toString()).toBe(`${stdout}\n`);
    expect(debian.files().filter(file => file.startsWith('etc/systemd'))).toEqual([]);
  });

  it('its config is for root alone, and changes nothing as it is', async () => {
    expect(statSync(join(debian.path, 'etc/fdtop/watch.toml'))).toMatchObject({ mode: 0o100600, uid: 0, gid: 0 });
    expect(await debian.run('fdtop', '--once', '--config', '/etc/fdtop/watch.toml')).toMatchObject({ exitCode: 0 });
  });

  it('its man page and completions are those of the program', () => {
    expect(gunzipSync(read('usr/share/man/man1/fdtop.1.gz')).toString()).toContain('.SH COMMANDS');
    expect(read('usr/share/bash-completion/completions/fdtop').toString()).toBe(bashCompletion());
    expect(read('usr/share/zsh/vendor-completions/_fdtop').toString()).toBe(zshCompletion());
    expect(read('usr/share/fish/vendor_completions.d/fdtop.fish').toString()).toBe(fishCompletion());
  });

  it('is removed but for its config, and purged without a trace', async () => {
    // What the program, its service and its administrator write.
    for (const file of ['var/log/fdtop/actions.log', 'var/lib/fdtop/watch.json', 'etc/fdtop/config.toml']) {
      mkdirSync(join(debian.path, dirname(file)), { recursive: true });
      writeFileSync(join(debian.path, file), '');
    }
    const left = () => debian.files().filter(file => !before.includes(file) && !file.startsWith('tmp'));
    expect(await dpkg('-r', 'fdtop')).toMatchObject({ exitCode: 0 });
    expect(left().filter(file => /(^|\/)fdtop/.test(file))).toEqual(
      expect.arrayContaining(['etc/fdtop', 'etc/fdtop/watch.toml']),
    );
    expect(left()).not.toContain('usr/bin/fdtop');
    expect(await dpkg('-P', 'fdtop')).toMatchObject({ exitCode: 0 });
    expect(left()).toEqual([]);
    expect((await dpkg('-s', 'fdtop')).exitCode).not.toBe(0);
  });
});
