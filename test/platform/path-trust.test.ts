import { chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { whyUntrusted as whyNot } from '../../src/platform/path-trust.ts';
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
