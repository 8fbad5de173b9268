/** From where the relative arguments of a master are meant. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dependsOnStart, startOf } from '../../src/actions/start-place.ts';

let top: string;
let app: string;
beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'fdtop-start-')));
  app = join(top, 'app');
  mkdirSync(app);
  symlinkSync(app, join(top, 'current'));
});
afterAll(() => rmSync(top, { recursive: true }));

test('without --chdir it is still there', () => {
  expect(startOf({ args: ['app:app'], env: { PWD: '/' }, cwd: app })).toBe(app);
});

test.each(['app', './app/', 'app/../app'])('--chdir %s is undone', chdir => {
  expect(startOf({ args: ['--chdir', chdir], env: {}, cwd: app })).toBe(top);
});

test('--chdir . leads nowhere', () => {
  expect(startOf({ args: ['--chdir=.'], env: {}, cwd: app })).toBe(app);
});

test('GUNICORN_CMD_ARGS counts, too; the command line wins', () => {
  const env = { GUNICORN_CMD_ARGS: '--chdir app' };
  expect(startOf({ args: [], env, cwd: app })).toBe(top);
  expect(startOf({ args: ['--chdir', '.'], env, cwd: app })).toBe(app);
});

test('what the shell says counts where it fits: for a path through a link, and for an absolute one', () => {
  expect(startOf({ args: ['--chdir', 'current'], env: { PWD: top }, cwd: app })).toBe(top);
  expect(startOf({ args: ['--chdir', app], env: { PWD: '/usr' }, cwd: app })).toBe('/usr');
  expect(startOf({ args: ['--chdir', 'current'], env: { PWD: '/usr' }, cwd: app })).toBe(null);
  expect(startOf({ args: ['--chdir', app], env: {}, cwd: app })).toBe(null);
});

test.each<[string[], boolean]>([
  [['--chdir', '/srv', '-c', '/etc/conf.py'], false],
  [['--chdir', '/srv', '-c', 'python:conf'], false],
  [['--chdir', '/srv', '-c', 'conf.py'], true],
  [['--chdir', '/srv', '--config=file:conf.py'], true],
  [['--chdir', 'srv'], true],
])('%j depends on it: %s', (args, depends) => {
  expect(dependsOnStart({ args, env: {} })).toBe(depends);
});
