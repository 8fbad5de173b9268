/** `npm pack`, and the package as `npm install -g` leaves it: all is in it, and nothing is run or fetched for it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'fdtop-npm-'));
const prefix = join(folder, 'prefix');
const installed = join(prefix, 'lib/node_modules/fdtop');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An npm of nobody: no cache, no configuration, no network. */
async function npm(...args: string[]) {
  const nothing = { npm_config_cache: join(folder, 'cache'), npm_config_userconfig: join(folder, 'npmrc') };
  return await execa('npm', [...args, '--offline'], {
    cwd: ROOT,
    env: { ...nothing, npm_config_update_notifier: 'false' },
  });
}

let packed: string[];
beforeAll(async () => {
  // Not prepack: it builds dist/ anew, which other tests run from meanwhile.
  const { stdout } = await npm('pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(stdout);
  packed = files.map(({ path }: { path: string }) => path);
  await npm('install', '--global', '--prefix', prefix, join(folder, filename));
}, 120_000);

function run(...args: string[]) {
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder };
  return execa(join(prefix, 'bin/fdtop'), args, { reject: false, stdin: 'ignore', env, extendEnv: false });
}

describe('the package of npm', () => {
  it('holds the program and what belongs to it, and no source', () => {
    const known = [
      /^dist\/(fdtop|program|part-\w+|origins-worker|trace-hook-worker|foreign-worker|host)\.js$/,
      /^dist\/tree-sitter(-python)?\.wasm$/,
      /^dist\/(fdtop\.1|LICENSES\.txt)$/,
      /^alerts\/fdtop\.rules(\.test)?\.yml$/,
      /^examples\/(config|watch)\.toml$/,
      /^(README\.md|CHANGELOG\.md|LICENSE|package\.json)$/,
    ];
    expect(packed.filter(path => !known.some(pattern => pattern.test(path)))).toEqual([]);
    for (const pattern of known)
      expect(
        packed.some(path => pattern.test(path)),
        `${pattern}`,
      ).toBe(true);
  });

  it('brings no other package, and runs nothing as it is installed', () => {
    expect(readdirSync(join(prefix, 'lib/node_modules'))).toEqual(['fdtop']);
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
    const { dependencies = {}, scripts } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(dependencies).toEqual({});
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(name);
  });

  it('hands on the licences of what is bundled', () => {
    const text = readFileSync(join(installed, 'dist/LICENSES.txt'), 'utf8');
    for (const name of ['ink', 'react', 'execa', 'web-tree-sitter', 'tree-sitter-python', 'smol-toml']) {
      expect(text).toMatch(new RegExp(`(^|, )${name} \\d`, 'm'));
    }
  });

  it('runs from its empty prefix: a snapshot, its threads, its man page', async () => {
    expect((await run('--version')).stdout).toBe(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).version);
    expect(JSON.parse((await run('--once', '--json')).stdout)).toMatchObject({ version: 1 });
    expect(JSON.parse((await run('doctor', '--json')).stdout)).toMatchObject({ broken: [] });
    expect(existsSync(join(prefix, 'share/man/man1/fdtop.1'))).toBe(true);
  });
});

need('gunicorn')('the installed package on a real Gunicorn', () => {
  it('finds origins: the parser of Python is in it', async () => {
    const gunicorn = await startGunicorn({ workers: 1, name: 'npm-packed' });
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 60);
    const { stdout } = await run('origin', `${worker}`, '--json');
    // What exactly is found depends on how long it may look; here it matters that thread, heap and parser are there.
    expect(JSON.parse(stdout)).toMatchObject({
      python: { supported: true },
      groups: expect.arrayContaining([expect.objectContaining({ count: 60 })]),
    });
    await gunicorn.stop();
  });
});
