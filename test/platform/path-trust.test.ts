import { chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { ownPath, whyUntrusted as whyNot } from '../../src/platform/path-trust.ts';
import { asMallory, fuse, homeOfMallory, MALLORY, rootFolder, withDeadMount } from '../support/mallory.ts';
import { need, root } from '../support/need.ts';

const whyUntrusted = (path: string) => whyNot(path, { by: 'root', what: 'file' });

need(root)('a config for root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-trust-'));
  const file = join(folder, 'config.toml');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const make = () => {
    writeFileSync(file, '');
    chownSync(file, 0, 0);
    chmodSync(file, 0o644);
    chmodSync(folder, 0o755);
  };

  test("is root's, in a folder of root's, also below /tmp", () => {
    make();
    expect(whyUntrusted(file)).toBeNull();
  });

  test('is not one that others may write, or replace, or that they own', () => {
    make();
    chmodSync(file, 0o664);
    expect(whyUntrusted(file)).toBe(`${file} may be written by others than root`);
    make();
    chmodSync(folder, 0o777);
    expect(whyUntrusted(file)).toBe(`others than root may write in ${folder}`);
    make();
    chownSync(file, 65534, 65534);
    expect(whyUntrusted(file)).toBe(`${file} belongs to uid 65534, not to root`);
  });

  test('a link is what it links to', () => {
    make();
    const other = join(folder, 'other');
    mkdirSync(other);
    chownSync(other, 65534, 65534);
    writeFileSync(join(other, 'x.toml'), '');
    symlinkSync(join(other, 'x.toml'), join(folder, 'link.toml'));
    expect(whyUntrusted(join(folder, 'link.toml'))).toMatch(/other belongs to uid 65534/);
    expect(whyUntrusted(join(folder, 'none.toml'))).toMatch(/^cannot look at .*ENOENT/);
    symlinkSync('ring.toml', join(folder, 'ring.toml'));
    expect(whyUntrusted(join(folder, 'ring.toml'))).toMatch(/ring\.toml: too many symbolic links/);
  });

  test('a link that another user may turn elsewhere is not what it links to now', () => {
    make();
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, 65534, 65534);
    symlinkSync(file, join(theirs, 'link.toml'));
    expect(whyUntrusted(join(theirs, 'link.toml'))).toBe(`${theirs} belongs to uid 65534, not to root`);
    lchownSync(join(theirs, 'link.toml'), 65534, 65534);
    chownSync(theirs, 0, 0);
    expect(whyUntrusted(join(theirs, 'link.toml'))).toMatch(/link\.toml belongs to uid 65534/);
    // Relative, and by way of a folder that is a link itself.
    symlinkSync('../config.toml', join(theirs, 'good.toml'));
    symlinkSync('theirs', join(folder, 'way'));
    expect(whyUntrusted(join(folder, 'way/good.toml'))).toBeNull();
  });
});

need(root, 'util-linux')('a way through the files of another user', () => {
  const trust = (path: string, what: 'file' | 'folder' | 'new-file', by: number | 'root' = 'root') =>
    whyNot(path, { by, what });

  test('ends at the first that is his, and nothing behind it is touched', () => {
    const home = homeOfMallory();
    asMallory('mkdir a; echo x >a/file; ln -s /nowhere dangling', home);
    const his = `${home} belongs to uid ${MALLORY}, not to root`;
    for (const name of ['a/file', 'none', 'dangling', '../mallory/a', 'a/../a/file'])
      expect(trust(join(home, name), 'file'), name).toBe(his);
    expect(() => ownPath(join(home, 'new.toml'))).toThrow(his);
  });

  test('is his own business: to him it is trusted, and what is of root, too', () => {
    const home = homeOfMallory();
    asMallory('mkdir a; echo x >a/file; ln -s a link; chmod g+w a', home);
    expect(trust(join(home, 'link/file'), 'file', MALLORY)).toBeNull();
    expect(trust('/etc/passwd', 'file', MALLORY)).toBeNull();
    expect(trust(join(home, 'a/file'), 'file', MALLORY + 1)).toMatch(/belongs to uid/);
    asMallory('chmod o+w a', home);
    expect(trust(join(home, 'a/file'), 'file', MALLORY)).toMatch(/^others than \w+ may write in .*\/a$/);
  });

  test('of links is followed as far as the kernel does, 40 of them', () => {
    const folder = rootFolder();
    writeFileSync(join(folder, '0'), '');
    for (let link = 1; link <= 41; link += 1) symlinkSync(String(link - 1), join(folder, String(link)));
    expect(trust(join(folder, '40'), 'file')).toBeNull();
    expect(trust(join(folder, '41'), 'file')).toBe(`${folder}/41: too many symbolic links`);
    symlinkSync('/', join(folder, 'top'));
    expect(trust(join(folder, `top${folder}/0`), 'file')).toBeNull();
    expect(trust(join(folder, 'top'), 'folder')).toBeNull();
  });

  test('a sticky folder lets others in, who cannot replace what is there; a file of theirs in it is theirs', () => {
    const folder = rootFolder();
    chmodSync(folder, 0o1777);
    writeFileSync(join(folder, 'mine'), '', { mode: 0o644 });
    asMallory('echo x >his; ln -s mine to-mine', folder);
    expect(trust(join(folder, 'mine'), 'file')).toBeNull();
    expect(trust(join(folder, 'his'), 'file')).toMatch(/his belongs to uid/);
    expect(trust(join(folder, 'to-mine'), 'file')).toMatch(/to-mine belongs to uid/);
    expect(trust(join(folder, 'his'), 'new-file')).toMatch(/his belongs to uid/);
  });

  test('a file that is to be written may be missing, with its folders; it is no link and no FIFO', () => {
    const folder = rootFolder();
    expect(trust(join(folder, 'a/b/c.log'), 'new-file')).toBeNull();
    expect(trust(join(folder, 'a/b/c.log'), 'file')).toMatch(/^cannot look at .*: ENOENT$/);
    symlinkSync('/etc/passwd', join(folder, 'link'));
    expect(trust(join(folder, 'link'), 'new-file')).toBe(`${folder}/link is a link, which is not followed`);
    expect(trust('/dev/null', 'new-file')).toBe('/dev/null is no plain file');
    expect(trust(folder, 'new-file')).toBe(`${folder} is no plain file`);
    expect(trust('/etc/passwd', 'folder')).toBe('/etc/passwd is no folder');
    expect(trust('/etc/passwd/x', 'new-file')).toBe('/etc/passwd is no folder');
  });

  test('a folder may be given to a group, as Ubuntu gives /var/log to syslog: that one, and no other', () => {
    const folder = rootFolder();
    const log = join(folder, 'log');
    mkdirSync(join(log, 'fdtop'), { recursive: true });
    chmodSync(log, 0o775);
    const options = { by: 'root', what: 'new-file' } as const;
    const file = join(log, 'fdtop/actions.log');
    expect(whyNot(file, options)).toBe(`others than root may write in ${log}`);
    expect(whyNot(file, { ...options, given: log })).toBeNull();
    chmodSync(join(log, 'fdtop'), 0o775);
    expect(whyNot(file, { ...options, given: log })).toBe(`others than root may write in ${log}/fdtop`);
    chmodSync(log, 0o777);
    expect(whyNot(file, { ...options, given: log })).toBe(`others than root may write in ${log}`);
  });

  test('a name that a terminal would obey is said printably', () => {
    const folder = rootFolder();
    const odd = join(folder, 'a\x1b[31m\nb');
    mkdirSync(odd);
    chownSync(odd, MALLORY, MALLORY);
    expect(trust(join(odd, 'x'), 'file')).toMatch(/^[\x20-\x7e\ufffd]+ belongs to uid 64321, not to root$/);
  });
});

need(
  root,
  'util-linux',
  fuse,
)('a file system whose server is away', () => {
  test('is not touched, whichever link leads there', async () => {
    const folder = rootFolder();
    const dead = join(folder, 'dead');
    mkdirSync(dead);
    symlinkSync('dead/deep', join(folder, 'link'));
    const module = fileURLToPath(new URL('../../src/platform/path-trust.ts', import.meta.url));
    const paths = ['dead', 'dead/x', 'link/y', 'dead/../x'].map(name => `${folder}/${name}`);
    const script = `const { whyUntrusted } = await import(${JSON.stringify(module)});
      for (const path of ${JSON.stringify([...paths, `${folder}/link/../../dead/z`])})
        console.log(whyUntrusted(path, { by: 'root', what: 'new-file' }));`;
    const [command, ...args] = [...withDeadMount(dead), process.execPath, '--input-type=module', '-e', script];
    const { stdout } = await execa(command!, args, { timeout: 20_000 });
    const said = `${dead} is on fuse.dead, whose server may be away: root does not wait for it`;
    expect(stdout.split('\n')).toEqual([said, said, said, said, said]);
  });

  describe('which does hang whoever looks at it', () => {
    test('so this test can fail', async () => {
      const dead = join(rootFolder(), 'dead');
      mkdirSync(dead);
      const [command, ...args] = [...withDeadMount(dead), 'timeout', '1', 'stat', join(dead, 'x')];
      expect((await execa(command!, args, { reject: false })).exitCode).toBe(124);
    });
  });
});
