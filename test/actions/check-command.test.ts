import { expect, test } from 'vitest';
import { checkCommand } from '../../src/actions/check-command.ts';
import type { Launch } from '../../src/actions/launch.ts';
import { foreign, rawOf } from '../../src/model/foreign.ts';
import { foreignRecord } from '../support/foreign.ts';

const launch = (args: string[], env: Record<string, string> = {}): Launch => ({
  python: foreign('/usr/bin/python3.11'),
  program: ['/srv/venv/bin/python3', '/srv/venv/bin/gunicorn'].map(foreign),
  args: args.map(foreign),
  env: foreignRecord(env),
  cwd: foreign('/srv/app'),
  root: '/proc/1/root',
  readableBy: null,
  doubt: null,
});

/** The check of such a call, its texts as they are. */
function checkOf(args: string[], env: Record<string, string> = {}) {
  const check = checkCommand(launch(args, env), null);
  const values = Object.fromEntries(Object.entries(check.env).map(([name, { raw }]) => [name, raw]));
  return { ...check, python: check.python.raw, command: rawOf(check.command), env: values };
}

test('repeats the call of the master as a check, without what would leave traces', () => {
  const args = [
    '-w',
    '4',
    '-D',
    '--pid=/run/x.pid',
    '--error-logfile',
    '/var/log/x',
    '--name',
    'shop',
    '-u',
    'www-data',
    'app:app',
  ];
  const { python, command, cwd } = checkOf(args);
  expect(python).toBe('/usr/bin/python3.11');
  expect(command).toEqual([
    '/srv/venv/bin/python3',
    '/srv/venv/bin/gunicorn',
    '--check-config',
    '-w',
    '4',
    '--name',
    'shop',
    'app:app',
  ]);
  expect(cwd).toBe('/srv/app');
});

test('hands on the environment, but nothing that ties the master to its manager', () => {
  const { env } = checkOf(['app:app'], {
    DATABASE_URL: 'x',
    NOTIFY_SOCKET: '/run/systemd/notify',
    LISTEN_FDS: '1',
    LISTEN_PID: '9',
    GUNICORN_FD: '5',
    GUNICORN_PID: '9',
    GUNICORN_CMD_ARGS: '-w 2',
  });
  expect(env).toEqual({ DATABASE_URL: 'x', GUNICORN_CMD_ARGS: '-w 2', PYTHONDONTWRITEBYTECODE: '1' });
});

test('applies what Gunicorn itself applies too late for a check: --env and --pythonpath', () => {
  const args = ['-e', 'DJANGO_SETTINGS_MODULE=shop.settings', '--env=A=b=c', '--pythonpath', 'lib,/opt/x', 'app:app'];
  const { env } = checkOf(args, { PYTHONPATH: '/before' });
  expect(env).toMatchObject({
    DJANGO_SETTINGS_MODULE: 'shop.settings',
    A: 'b=c',
    PYTHONPATH: '/opt/x:/srv/app/lib:/before',
  });
});

test('applies them from GUNICORN_CMD_ARGS, too; the command line comes after it', () => {
  const before = { GUNICORN_CMD_ARGS: '--env A=1 -e B=2 --pythonpath /opt/x' };
  const { env } = checkOf(['-e', 'B=3', 'app:app'], before);
  expect(env).toMatchObject({ A: '1', B: '3', PYTHONPATH: '/opt/x' });
});

test('leaves --chdir out where the folder that it leads from cannot be told', () => {
  const args = ['-c', 'conf.py', '--chdir', 'app', 'app:app'];
  const { command, cwd } = checkOf(args);
  // /srv/app is no folder of this machine: where it was started cannot be told, and it is left where it is now.
  expect(cwd).toBe('/srv/app');
  expect(command).not.toContain('--chdir');
});
