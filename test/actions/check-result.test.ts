import { expect, test } from 'vitest';
import { lastWords, readCheck } from '../../src/actions/check-result.ts';
import { foreign } from '../../src/model/foreign.ts';
import type { ProgramRun } from '../../src/platform/run-program.ts';

const TRACEBACK = `
Error while loading the application:

Traceback (most recent call last):
  File "/srv/app/wsgi.py", line 3, in <module>
    import nowhere
ModuleNotFoundError: No module named 'nowhere'
`;

const run = ({ output = '', ...changes }: Partial<ProgramRun> & { output?: string }): ProgramRun => ({
  exitCode: 1,
  signal: null,
  stdout: foreign(''),
  stderr: foreign(output),
  seconds: 1.5,
  stopped: null,
  left: 0,
  ...changes,
});

test('an app that loads', () => {
  expect(readCheck(run({ exitCode: 0, output: 'hello' }), null)).toEqual({ state: 'loads', seconds: 1.5 });
});

test.each([
  ['raises', TRACEBACK, "ModuleNotFoundError: No module named 'nowhere'"],
  [
    'raises an exception of several lines',
    `${TRACEBACK.replace(/Module.*\n/, '')}django.core.exceptions.ImproperlyConfigured: SECRET_KEY\nmust not\nbe empty\n`,
    'django.core.exceptions.ImproperlyConfigured: SECRET_KEY',
  ],
  ['exits by itself', 'connecting\nDATABASE_URL is not set\n', 'DATABASE_URL is not set'],
  ['says nothing', '', 'it exits with 1'],
])('an app that %s is broken', (_, output, words) => {
  expect(readCheck(run({ output }), null)).toEqual({ state: 'broken', words, part: 'app' });
});

test('an app that crashes its interpreter is broken', () => {
  expect(readCheck(run({ exitCode: null, signal: 'SIGSEGV' }), null)).toEqual({
    state: 'broken',
    words: 'it was ended by SIGSEGV',
    part: 'app',
  });
});

test.each([
  '\nError: No application module specified.\n',
  'Failed to read config file: /srv/conf.py\nTraceback (most recent call last):\n  x\nSyntaxError: invalid syntax\n',
  'usage: gunicorn [OPTIONS] [APP_MODULE]\ngunicorn: error: unrecognized arguments: --x\n',
])('a configuration that does not load is told apart: %j', output => {
  expect(readCheck(run({ output }), null)).toMatchObject({ state: 'broken', part: 'config' });
});

test.each([
  'setpriv: setgroups failed: Operation not permitted\n',
  "/usr/bin/python3: can't open file '/srv/venv/bin/gunicorn': [Errno 2] No such file or directory\n",
  '/srv/venv/bin/python: No module named gunicorn\n',
])('a check that did not run says nothing about the app: %j', output => {
  expect(readCheck(run({ output }), null)).toMatchObject({ state: 'unknown' });
});

test('where the check may differ from a worker, a failure is no proof', () => {
  const result = readCheck(run({ output: TRACEBACK }), 'conf.py sets raw_env, which a check does not apply');
  expect(result).toEqual({
    state: 'unknown',
    why: `a check says "ModuleNotFoundError: No module named 'nowhere'", but it is no proof: conf.py sets raw_env, which a check does not apply`,
  });
});

test('what the app says cannot reach the terminal as an order, nor fill it', () => {
  const words = lastWords(`  x\nError: \x1b[2J${'a'.repeat(1000)}\n`);
  expect(words).not.toContain('\x1b');
  expect(words.length).toBeLessThanOrEqual(200);
});
