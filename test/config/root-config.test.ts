/** Root with the HOME of another user, as `sudo -E`, `su -m` or a service may leave it: nothing of his is obeyed, or waited for. */
import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfigFiles } from '../../src/config/config-file.ts';
import { FDTOP } from '../support/fdtop.ts';
import { gunicornTree } from '../support/gunicorn-tree.ts';
import { asMallory, fuse, homeOfMallory, MALLORY, rootFolder, withDeadMount } from '../support/mallory.ts';
import { need, root } from '../support/need.ts';

/** All that he could want of root's fdtop. */
const WISHES = `leak = 7
warn = 3
match = "^"
listen = "0.0.0.0:9"
textfile = "/tmp"
read-only = true
[watch]
channels = [{ type = "webhook", url = "http://127.0.0.1:9/" }]
[guard]
over = 1
`;

let home: string;
const config = () => join(home, '.config/fdtop/config.toml');
beforeEach(() => {
  home = homeOfMallory();
  asMallory('mkdir -p .config/fdtop', home);
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
  vi.stubEnv('SUDO_UID', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The program as root, with his HOME. It is ended after 10 s: then exitCode is undefined. */
async function fdtop(words: string[], through: string[] = [], env: Record<string, string> = {}) {
  const [command, ...args] = [...through, process.execPath, FDTOP, ...words];
  const options = { env: { HOME: home, ...env }, reject: false, stdin: 'ignore', timeout: 10_000 } as const;
  const { stdout, stderr, exitCode } = await execa(command!, args, options);
  return { stdout, stderr, exitCode };
}

function read(): { keys: string[]; leftOut: string[] } {
  const leftOut: string[] = [];
  return { keys: [...readConfigFiles(null, sentence => leftOut.push(sentence)).keys()], leftOut };
}

const END = '; root obeys only what root alone can write, or what --config names';
const tree = gunicornTree({ host: 'web-1', workers: 2 });

need(root, 'util-linux')('as root', () => {
  test('nothing that another user wishes is obeyed, and that is said', () => {
    writeFileSync(config(), WISHES);
    chownSync(config(), MALLORY, MALLORY);
    const why = `${home} belongs to uid ${MALLORY}, not to root`;
    expect(read()).toEqual({ keys: [], leftOut: [`${config()} is left out: ${why}${END}`] });
    // All of it would be, were the file root's: the wishes are real.
    chownSync(home, 0, 0);
    chownSync(join(home, '.config'), 0, 0);
    chownSync(join(home, '.config/fdtop'), 0, 0);
    chownSync(config(), 0, 0);
    expect(read()).toEqual({
      keys: ['leak', 'warn', 'match', 'listen', 'textfile', 'read-only', 'watch', 'guard'],
      leftOut: [],
    });
  });

  test.each([
    [
      'a folder that all may write',
      () => chmodSync(join(home, '.config/fdtop'), 0o777),
      /others than root may write in .*fdtop/,
    ],
    ['a file that its group may write', () => chmodSync(config(), 0o664), /config\.toml may be written by others/],
    ['a file of his', () => chownSync(config(), MALLORY, MALLORY), /config\.toml belongs to uid 64321/],
    ['a folder of his', () => chownSync(join(home, '.config'), MALLORY, MALLORY), /\.config belongs to uid 64321/],
  ])('%s in a home of root is enough', (_, spoil, why) => {
    writeFileSync(config(), WISHES);
    chmodSync(config(), 0o644);
    for (const name of ['', '.config', '.config/fdtop', '.config/fdtop/config.toml']) chownSync(join(home, name), 0, 0);
    expect(read().keys).toContain('leak');
    spoil();
    expect(read()).toEqual({ keys: [], leftOut: [expect.stringMatching(why)] });
  });

  const TRICKS: [string, () => void][] = [
    ['a FIFO', () => asMallory('mkfifo .config/fdtop/config.toml', home)],
    ['a link to /dev/zero', () => asMallory('ln -s /dev/zero .config/fdtop/config.toml', home)],
    ['a link to a file of root', () => asMallory('ln -s /etc/shadow .config/fdtop/config.toml', home)],
    ['a ring of links', () => asMallory('ln -s config.toml .config/fdtop/config.toml', home)],
    ['a terabyte', () => asMallory('truncate -s 1T .config/fdtop/config.toml', home)],
    ['no TOML', () => asMallory('echo "[[[" >.config/fdtop/config.toml', home)],
  ];

  test.each(TRICKS)('%s: every kind of command answers at once, and says what it has left out', async (_, trick) => {
    trick();
    const said = `fdtop: ${config()} is left out: ${home} belongs to uid ${MALLORY}, not to root${END}`;
    const proc = ['--proc-root', tree.root];
    const check = await fdtop(['check', ...proc]);
    expect(check.stderr).toBe(said);
    // Warn and leak of its own.
    expect(check.stdout).toMatch(/;1000;10000;/);
    const once = await fdtop(['--once', '--json', ...proc]);
    expect([once.exitCode, once.stderr]).toEqual([0, said]);
    expect(JSON.parse(once.stdout).version).toBe(1);
    const metrics = await fdtop(['metrics', '--textfile', rootFolder(), '--once', ...proc]);
    expect(metrics).toEqual({ exitCode: 0, stdout: '', stderr: said });
    const unit = await fdtop(['watch', '--print-unit']);
    expect([unit.exitCode, unit.stderr]).toEqual([0, said]);
    const doctor = await fdtop(['doctor', '--json']);
    const facts = JSON.parse(doctor.stdout).facts['config.file2'];
    expect(facts).toMatchObject({ state: 'off', why: `is left out: ~ belongs to uid ${MALLORY}, not to root` });
  });

  test('in Spanish it is said in Spanish', async () => {
    const { stderr } = await fdtop(['--once', '--lang', 'es', '--proc-root', tree.root]);
    expect(stderr).toMatch(/^fdtop: no se usa .*: .* es del uid 64321, no de root; root solo hace caso/);
  });

  test('who has called sudo hears nothing of a file that he never had', async () => {
    vi.stubEnv('SUDO_UID', String(MALLORY));
    expect(read().leftOut).toEqual([]);
    writeFileSync(config(), 'leak = 7');
    expect(read()).toEqual({ keys: [], leftOut: [expect.stringContaining('is left out')] });
  });

  test('root keeps no compiled program in his cache, whatever names it', async () => {
    asMallory('mkdir -p .cache other', home);
    for (const cache of ['', join(home, 'other')]) {
      expect((await fdtop(['--version'], [], { XDG_CACHE_HOME: cache })).exitCode).toBe(0);
      expect([...readdirSync(join(home, '.cache')), ...readdirSync(join(home, 'other'))]).toEqual([]);
    }
    // He cannot lay one out for root, either.
    asMallory('mkdir -p .cache/fdtop/compiled; chmod 700 .cache/fdtop/compiled', home);
    await fdtop(['--version']);
    expect(readdirSync(join(home, '.cache/fdtop/compiled'))).toEqual([]);
  });

  test.each([
    ['a FIFO', 'mkfifo fifo', 'fifo'],
    ['a link to a device', 'ln -s /dev/zero zero', 'zero'],
    ['a terabyte', 'truncate -s 1T large', 'large'],
    ['a folder', 'mkdir folder', 'folder'],
  ])('--config with %s is refused at once, with a sentence', async (_, make, name) => {
    asMallory(make, home);
    const { stderr, exitCode } = await fdtop(['--once', '--config', join(home, name), '--proc-root', tree.root]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`^fdtop: ${home}/${name} (?:is|has) \\S.*$`));
  });

  test('--config /dev/null is no config, as everywhere', async () => {
    const { stdout, stderr } = await fdtop(['check', '--config', '/dev/null', '--proc-root', tree.root]);
    expect([stdout, stderr]).toEqual([expect.stringContaining(';1000;10000;'), '']);
  });

  test('--config with a plain file of another user is the word of whoever typed it', async () => {
    asMallory('echo "warn = 5" >mine.toml', home);
    const { stdout, stderr } = await fdtop(['check', '--config', join(home, 'mine.toml'), '--proc-root', tree.root]);
    expect([stdout, stderr]).toEqual([expect.stringContaining(';5;10000;'), '']);
  });
});

need(
  root,
  'util-linux',
  fuse,
)('a home whose server is away', () => {
  test.each([
    ['the home itself', ''],
    ['its .config', '.config'],
  ])('%s is not waited for', async (_, where) => {
    const dead = join(home, where);
    // All of it is root's: nothing but the mount speaks against it.
    for (const name of ['', '.config', '.config/fdtop']) chownSync(join(home, name), 0, 0);
    const said = `${dead} is on fuse.dead, whose server may be away: root does not wait for it`;
    const { stderr, exitCode } = await fdtop(['--once', '--proc-root', tree.root], withDeadMount(dead));
    expect([exitCode, stderr]).toEqual([0, `fdtop: ${config()} is left out: ${said}${END}`]);
  });

  test('nor one that a link of his leads to', async () => {
    const dead = join(rootFolder(), 'dead');
    mkdirSync(dead);
    asMallory(`rmdir .config/fdtop; ln -s ${dead} .config/fdtop; ln -s ${dead} .cache`, home);
    const env = { SUDO_UID: String(MALLORY), XDG_CACHE_HOME: join(home, '.cache') };
    const { exitCode } = await fdtop(['--once', '--proc-root', tree.root], withDeadMount(dead), env);
    expect(exitCode).toBe(0);
  });
});

describe('as any user', () => {
  test.runIf(process.geteuid?.() === 0)(
    'mocked: another user than root obeys his own, and a FIFO there is an error',
    () => {
      const spy = vi.spyOn(process, 'geteuid').mockReturnValue(MALLORY);
      writeFileSync(config(), 'leak = 7');
      expect(read()).toEqual({ keys: ['leak'], leftOut: [] });
      asMallory('rm -f .config/fdtop/config.toml; mkfifo .config/fdtop/config.toml', home);
      expect(() => read()).toThrow(/config\.toml is a FIFO, no plain file/);
      spy.mockRestore();
    },
  );
});
