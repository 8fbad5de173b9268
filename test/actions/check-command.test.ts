import { expect, test } from 'vitest';
import { checkCommand } from '../../src/actions/check-command.ts';
import type { Launch } from '../../src/actions/launch.ts';

const launch = (args: string[], env: Record<string, string> = {}): Launch => ({
  python: '/usr/bin/python3.11',
  program: ['/srv/venv/bin/python3', '/srv/venv/bin/gunicorn'],
  args,
  env,
  cwd: '/srv/app',
  root: '/proc/1/root',
  doubt: null,
});

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
  const { launcher, command, cwd } = checkCommand(launch(args), null);
  expect(launcher.slice(1, 4)).toEqual(['--pdeathsig=KILL', '/usr/bin/python3.11', '-I']);
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

test.each([
  [[33, 4], '--groups=33,4'],
  [[], '--clear-groups'],
])('runs as the worker: groups %j', (groups, option) => {
  const { launcher } = checkCommand(launch(['app:app']), { uid: 33, gid: 34, groups });
  expect(launcher.slice(1, 5)).toEqual(['--reuid=33', '--regid=34', option, '--pdeathsig=KILL']);
});

test('hands on the environment, but nothing that ties the master to its manager', () => {
  const { env } = checkCommand(
    launch(['app:app'], {
      DATABASE_URL: 'x',
      NOTIFY_SOCKET: '/run/systemd/notify',
      LISTEN_FDS: '1',
      LISTEN_PID: '9',
      GUNICORN_FD: '5',
      GUNICORN_PID: '9',
      GUNICORN_CMD_ARGS: '-w 2',
    }),
    null,
  );
  expect(env).toEqual({ DATABASE_URL: 'x', GUNICORN_CMD_ARGS: '-w 2', PYTHONDONTWRITEBYTECODE: '1' });
});

test('applies what Gunicorn itself applies too late for a check: --env and --pythonpath', () => {
  const args = ['-e', 'DJANGO_SETTINGS_MODULE=shop.settings', '--env=A=b=c', '--pythonpath', 'lib,/opt/x', 'app:app'];
  const { env } = checkCommand(launch(args, { PYTHONPATH: '/before' }), null);
  expect(env).toMatchObject({
    DJANGO_SETTINGS_MODULE: 'shop.settings',
    A: 'b=c',
    PYTHONPATH: '/opt/x:/srv/app/lib:/before',
  });
});

test('applies them from GUNICORN_CMD_ARGS, too; the command line comes after it', () => {
  const before = { GUNICORN_CMD_ARGS: '--env A=1 -e B=2 --pythonpath /opt/x' };
  const { env } = checkCommand(launch(['-e', 'B=3', 'app:app'], before), null);
  expect(env).toMatchObject({ A: '1', B: '3', PYTHONPATH: '/opt/x' });
});

test('leaves --chdir out where the folder that it leads from cannot be told', () => {
  const args = ['-c', 'conf.py', '--chdir', 'app', 'app:app'];
  const { command, cwd } = checkCommand(launch(args), null);
  // /srv/app is no folder of this machine: where it was started cannot be told, and it is left where it is now.
  expect(cwd).toBe('/srv/app');
  expect(command).not.toContain('--chdir');
});
