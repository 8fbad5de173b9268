/** Which program a name means: for root only what nobody else can change. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProgram, isOwn, ownersProgram, programAt, programOfProcess } from '../../src/platform/find-program.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';

const NOBODY = 65534;
const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-programs-'));
  chmodSync(folder, 0o755);
  process.env.PATH = `${folder}:${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

function install(name: string, { mode = 0o755, uid = process.getuid!() } = {}): string {
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, mode);
  if (uid !== process.getuid!()) chownSync(file, uid, uid);
  return file;
}

describe('a program by its name', () => {
  test('is the first in PATH', () => {
    expect(findProgram('prlimit')).not.toContain(folder);
    const file = install('prlimit');
    expect(findProgram('prlimit')).toBe(file);
  });

  test('is found in the folders of the system where PATH does not lead there', () => {
    process.env.PATH = '/nowhere';
    expect(findProgram('sh')).toMatch(/^\/(?:usr\/)?bin\/sh$/);
    delete process.env.PATH;
    expect(findProgram('sh')).toMatch(/^\/(?:usr\/)?bin\/sh$/);
  });

  test('is none that cannot be executed, is a folder, or is not there', () => {
    install('fdtop-plain', { mode: 0o644 });
    mkdirSync(join(folder, 'fdtop-folder'));
    for (const name of ['fdtop-plain', 'fdtop-folder', 'fdtop-nowhere']) expect(findProgram(name)).toBeNull();
  });

  test('is not looked for where fdtop happens to be: what is no full path in PATH is passed over', () => {
    install('fdtop-here');
    const before = process.cwd();
    process.env.PATH = `.::${PATH}`;
    process.chdir(folder);
    try {
      expect(findProgram('fdtop-here')).toBeNull();
    } finally {
      process.chdir(before);
    }
  });
});

need(root)('for root', () => {
  const isRefused = (file: string) => {
    expect(findProgram('prlimit')).not.toContain(folder);
    expect(findProgram('prlimit')).toMatch(/\/prlimit$/);
    for (const look of [programAt, ownersProgram, programOfProcess]) expect(look(file)).toBeNull();
    expect(isOwn(file)).toBe(false);
  };

  test('one of its own is taken', () => {
    const file = install('prlimit');
    for (const look of [programAt, ownersProgram, programOfProcess]) expect(look(file)).toBe(file);
    expect(isOwn(file)).toBe(true);
  });

  test('what is another user’s is not', () => isRefused(install('prlimit', { uid: NOBODY })));

  test('what others may write is not', () => isRefused(install('prlimit', { mode: 0o757 })));

  test('what a group may write is not', () => isRefused(install('prlimit', { mode: 0o775 })));

  test('what lies in a folder of another user is not', () => {
    const file = install('prlimit');
    chownSync(folder, NOBODY, NOBODY);
    isRefused(file);
  });

  test('what lies in a folder that all may write is not', () => {
    const file = install('prlimit');
    chmodSync(folder, 0o777);
    isRefused(file);
  });

  test('what another user’s link leads to is not', () => {
    const link = join(folder, 'prlimit');
    chmodSync(folder, 0o755);
    const mine = join(folder, 'his');
    mkdirSync(mine);
    symlinkSync('/usr/bin/env', join(mine, 'prlimit'));
    chownSync(mine, NOBODY, NOBODY);
    symlinkSync(join(mine, 'prlimit'), link);
    isRefused(link);
  });
});

need('util-linux', root)('for another user', () => {
  test('its own PATH counts; a program of a third one is none of its own', async () => {
    const file = install('prlimit', { uid: NOBODY });
    const others = install('others', { uid: NOBODY - 1 });
    const module = publicPath('src/platform/find-program.ts');
    const script = `
      const { findProgram, programOfProcess } = await import(${JSON.stringify(module)});
      console.log(JSON.stringify([findProgram('prlimit'), ...process.argv.slice(1).map(programOfProcess)]));
    `;
    const as = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
    const node = [publicNode(), '--input-type=module', '-e', script, file, others, '/usr/bin/env'];
    const { stdout } = await execa('/usr/bin/setpriv', [...as, ...node], {
      env: { PATH: `${folder}:/usr/bin`, HOME: '/nonexistent' },
      extendEnv: false,
      cwd: '/',
    });
    expect(JSON.parse(stdout)).toEqual([file, file, null, '/usr/bin/env']);
  });
});
