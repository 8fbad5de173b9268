/** From where the relative arguments of a master are meant. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dependsOnStart, startOf } from '../../src/actions/start-place.ts';
import { foreign } from '../../src/model/foreign.ts';
import { foreignRecord } from '../support/foreign.ts';

/** The folder in which a master with these arguments was started, when it is in `cwd` now. */
const startIn = (cwd: string, args: string[], env: Record<string, string> = {}) =>
  startOf({
    args: args.map(foreign),
    env: foreignRecord(env),
    cwd: foreign(cwd),
    root: '/proc/self/root',
    readableBy: null,
  });

let top: string;
let app: string;
beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'fdtop-start-')));
  app = join(top, 'app');
  mkdirSync(app);
  symlinkSync(app, join(top, 'current'));
});
afterAll(() => rmSync(top, { recursive: true }));

test('without --chdir it is still there', async () => {
  expect(await startIn(app, ['app:app'], { PWD: '/' })).toBe(app);
});

test.each(['app', './app/', 'app/../app'])('--chdir %s is undone', async chdir => {
  expect(await startIn(app, ['--chdir', chdir])).toBe(top);
});

test('--chdir . leads nowhere', async () => {
  expect(await startIn(app, ['--chdir=.'])).toBe(app);
});

test('GUNICORN_CMD_ARGS counts, too; the command line wins', async () => {
  const env = { GUNICORN_CMD_ARGS: '--chdir app' };
  expect(await startIn(app, [], env)).toBe(top);
  expect(await startIn(app, ['--chdir', '.'], env)).toBe(app);
});

test('what the shell says counts where it fits: for a path through a link, and for an absolute one', async () => {
  expect(await startIn(app, ['--chdir', 'current'], { PWD: top })).toBe(top);
  expect(await startIn(app, ['--chdir', app], { PWD: '/usr' })).toBe('/usr');
  expect(await startIn(app, ['--chdir', 'current'], { PWD: '/usr' })).toBe(null);
  expect(await startIn(app, ['--chdir', app])).toBe(null);
});

test.each<[string[], boolean]>([
  [['--chdir', '/srv', '-c', '/etc/conf.py'], false],
  [['--chdir', '/srv', '-c', 'python:conf'], false],
  [['--chdir', '/srv', '-c', 'conf.py'], true],
  [['--chdir', '/srv', '--config=file:conf.py'], true],
  [['--chdir', 'srv'], true],
])('%j depends on it: %s', (args, depends) => {
  expect(dependsOnStart({ args: args.map(foreign), env: {} })).toBe(depends);
});
