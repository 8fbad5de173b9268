import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { whyUntrusted } from '../../src/config/trusted-file.ts';
import { need, root } from '../support/need.ts';

need(root)('a config for root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-trust-'));
  const file = join(folder, 'config.toml');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const make = () => {
    writeFileSync(file, '');
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
    expect(whyUntrusted(file)).toBe(`${folder} may be written by others than root`);
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
  });
});
