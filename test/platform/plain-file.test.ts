import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ForeignRoot } from '../../src/platform/foreign-root.ts';
import { openPlainFile, readPlainFile, type Whose } from '../../src/platform/plain-file.ts';
import { parseReader } from '../../src/platform/reader.ts';
import { startPython } from '../proc/python-process.ts';
import { need, root } from '../support/need.ts';
import { TRAPS, trapFolder } from './traps.ts';

const MOST = 1000;
let folder: string;
beforeAll(async () => {
  folder = await trapFolder();
});

const isRoot = process.getuid?.() === 0;
const traps = TRAPS.filter(({ rootOnly }) => isRoot || !rootOnly);
/** How many fds of this process lead into the folder of the tests. */
const fds = () =>
  spawnSync('ls', ['-l', `/proc/${process.pid}/fd`], { encoding: 'utf8' }).stdout.split(`-> ${folder}`).length;

/** Its text, or why it is not read. */
function read(path: string, whose?: Whose): string {
  const found = readPlainFile(path, MOST, whose);
  return 'why' in found ? `why: ${found.why}` : found.bytes.toString();
}

describe.each(['fdtop’s own view', 'a root'])('in %s', view => {
  const readIn = (path: string) => {
    if (view !== 'a root') return read(path);
    using opened = new ForeignRoot('/');
    return read(path, { root: opened });
  };

  test('a plain file is read, and a link to it', () => {
    symlinkSync('plain', join(folder, `link ${view}`));
    expect(readIn(join(folder, 'plain'))).toBe('plain\n');
    expect(readIn(join(folder, `link ${view}`))).toBe('plain\n');
  });

  test.each(traps.filter(({ name }) => view === 'a root' || name !== 'long-way'))(
    '$name is not read, at once: $problem',
    ({ name, problem }) => {
      const before = fds();
      expect(readIn(join(folder, name))).toBe(`why: ${problem}`);
      expect(fds()).toBe(before);
    },
  );
});

test('a file that grows while it is read, and one whose size says nothing, are read up to the bound', async () => {
  const path = join(folder, 'growing');
  writeFileSync(path, '');
  const writer = spawn('sh', ['-c', `while printf %01000d 0; do :; done > ${path}`], { stdio: 'ignore' });
  try {
    for (let seen = 'why: gone'; seen !== 'why: too-large'; seen = read(path)) await new Promise(setImmediate);
  } finally {
    writer.kill('SIGKILL');
  }
});

test('what is opened waits for nothing, and no program that fdtop starts gets it', () => {
  const opened = openPlainFile(join(folder, 'plain'), MOST);
  if ('why' in opened) throw new Error(opened.why);
  const flags = Number.parseInt(
    /^flags:\s+0(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${opened.fd}`, 'utf8'))![1]!,
    8,
  );
  closeSync(opened.fd);
  const [O_NONBLOCK, O_CLOEXEC, O_ACCMODE] = [0o4000, 0o2000000, 3];
  expect({ waits: (flags & O_NONBLOCK) === 0, stays: (flags & O_CLOEXEC) === 0, mode: flags & O_ACCMODE }).toEqual({
    waits: false,
    stays: false,
    mode: 0,
  });
});

describe('the root of another process', () => {
  let jail: string;
  beforeAll(() => {
    jail = join(folder, 'jail');
    mkdirSync(join(jail, 'etc'), { recursive: true });
    mkdirSync(join(jail, 'srv/app'), { recursive: true });
    writeFileSync(join(jail, 'etc/passwd'), 'of the jail\n');
    writeFileSync(join(folder, 'outside'), 'outside\n');
    symlinkSync('/etc/passwd', join(jail, 'srv/absolute'));
    symlinkSync('../../../../../../../../../../etc/passwd', join(jail, 'srv/above'));
    symlinkSync('/srv', join(jail, 'way'));
    symlinkSync(join(folder, 'outside'), join(jail, 'srv/outside'));
  });

  test.each([
    ['/etc/passwd', 'of the jail\n'],
    ['/srv/absolute', 'of the jail\n'],
    ['/srv/above', 'of the jail\n'],
    ['/way/./app/../absolute', 'of the jail\n'],
    ['/../../../etc/passwd', 'of the jail\n'],
    ['/srv/outside', 'why: gone'],
    ['/..', 'why: folder'],
    ['etc/passwd', 'why: other'],
  ])('%s stays in it', (path, text) => {
    using opened = new ForeignRoot(jail);
    expect(read(path, { root: opened })).toBe(text);
    // Again, through the folders that it has kept.
    expect(read(path, { root: opened })).toBe(text);
  });

  test('a path is told without its links', () => {
    using opened = new ForeignRoot(jail);
    const held = opened.hold('/way/absolute');
    if ('why' in held) throw new Error(held.why);
    closeSync(held.fd);
    expect(held.path).toBe('/etc/passwd');
  });

  test('no more folders stay open than are of use', () => {
    using opened = new ForeignRoot(jail);
    for (let index = 0; index < 300; index += 1) mkdirSync(join(jail, `many/${index}`), { recursive: true });
    const before = fds();
    for (let index = 0; index < 300; index += 1) read(`/many/${index}/x`, { root: opened });
    expect(fds() - before).toBeLessThan(80);
  });
});

describe('on the word of a user', () => {
  const mallory = { uids: [12_345], groups: [12_345] };
  const of = (path: string, reader = mallory) => {
    using opened = new ForeignRoot('/', reader);
    return read(path, { root: opened, reader });
  };

  test('what he could not read himself is not read for him', () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'hunter2\n', { mode: 0o600 });
    mkdirSync(join(folder, 'closed'));
    linkSync(join(folder, 'plain'), join(folder, 'closed/plain'));
    chmodSync(join(folder, 'closed'), 0o700);
    chmodSync(folder, 0o755);
    symlinkSync(secret, join(folder, 'module.py'));
    expect(of(join(folder, 'plain'))).toBe('plain\n');
    expect(of(secret)).toBe('why: hidden');
    expect(of(join(folder, 'module.py'))).toBe('why: hidden');
    expect(of(join(folder, 'closed/plain'))).toBe('why: hidden');
    expect(of('/etc/shadow')).toBe('why: hidden');
  });

  test('the class of the owner, of the group, or of the others decides, and all of his uids must be allowed to', () => {
    const file = join(folder, 'plain');
    const { uid, gid } = { uid: process.getuid!(), gid: process.getgid!() };
    chmodSync(file, 0o640);
    expect(of(file, { uids: [12_345], groups: [gid] })).toBe('plain\n');
    expect(of(file, { uids: [uid, 12_345], groups: [] })).toBe('why: hidden');
    chmodSync(file, 0o604);
    expect(of(file, { uids: [12_345], groups: [gid] })).toBe('why: hidden');
    expect(of(file)).toBe('plain\n');
    chmodSync(file, 0o644);
  });

  test('of a set-user-ID or set-group-ID program the ids that differ give nothing', () => {
    const status = (uids: string, gids: string) => parseReader(`Uid:\t${uids}\nGid:\t${gids}\nGroups:\t7 8 \n`);
    expect(status('5\t5\t5\t5', '6\t6\t6\t6')).toEqual({ uids: [5], groups: [6, 7, 8] });
    expect(status('5\t0\t0\t0', '6\t42\t42\t42')).toEqual({ uids: [5, 0], groups: [7, 8] });
    expect(parseReader('')).toBeNull();
  });
});

need(root, 'util-linux')('a terminal of somebody else', () => {
  test('does not become that of a service, which has none: S7', () => {
    // A pty of this test's own, and a session leader without a terminal that reads through a link to it.
    const program = `
      import { readPlainFile } from ${JSON.stringify(new URL('../../src/platform/plain-file.ts', import.meta.url).href)};
      import { readFileSync } from 'node:fs';
      const { why } = readPlainFile(process.argv[1], 1000);
      const [, , , session, terminal] = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
      console.log(why, Number(session) === process.pid, terminal);
    `;
    const script = [
      'import os, subprocess, sys',
      'near, far = os.openpty()',
      'link = sys.argv[1]; os.symlink(os.ttyname(far), link)',
      'command = [sys.argv[2], "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", sys.argv[3], link]',
      'sys.exit(subprocess.run(command, start_new_session=True, stdin=subprocess.DEVNULL).returncode)',
    ];
    const link = join(folder, 'gunicorn.conf.py');
    const { stdout, stderr } = spawnSync('python3', ['-c', script.join('\n'), link, process.execPath, program], {
      encoding: 'utf8',
    });
    // No controlling terminal has number 0 (proc_pid_stat(5), tty_nr).
    expect({ stdout, stderr }).toEqual({ stdout: 'device true 0\n', stderr: '' });
  });
});

describe('a file under a lease', () => {
  test('is not waited for', async () => {
    const path = join(folder, 'leased');
    writeFileSync(path, 'x');
    const lines = [
      'import fcntl, os, signal, sys',
      'signal.signal(signal.SIGIO, signal.SIG_IGN)',
      'fcntl.fcntl(os.open(sys.argv[1], os.O_RDWR), fcntl.F_SETLEASE, fcntl.F_WRLCK)',
      'print(1); input()',
    ];
    await startPython('-uc', lines.join('\n'), path);
    const start = performance.now();
    expect(read(path)).toBe('why: held');
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
