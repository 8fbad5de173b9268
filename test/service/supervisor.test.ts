import { expect, test } from 'vitest';
import { foreign } from '../../src/model/foreign.ts';
import { parseStatus } from '../../src/service/supervisor.ts';
import { configArgument, searchPaths } from '../../src/service/supervisord.ts';

test('what supervisorctl status prints', () => {
  const text = [
    'celery                           STOPPED   Nov 24 12:00 PM',
    'web:web_00                       RUNNING   pid 4711, uptime 0:01:02',
    'web:web_01                       RUNNING   pid 4712, uptime 3 days, 0:01:02',
    'shop                             FATAL     Exited too quickly (process log may have details)',
    'unix:///run/supervisor.sock no such file',
    "error: <class 'PermissionError'>, [Errno 13] Permission denied: file: socket.py line: 1",
    '',
  ].join('\n');
  expect(parseStatus(text)).toEqual([
    { name: foreign('celery'), state: 'STOPPED', pid: null },
    { name: foreign('web:web_00'), state: 'RUNNING', pid: 4711 },
    { name: foreign('web:web_01'), state: 'RUNNING', pid: 4712 },
    { name: foreign('shop'), state: 'FATAL', pid: null },
  ]);
});

test.each([
  [['python3', '/usr/bin/supervisord', '-n', '-c', '/etc/a.conf'], '/etc/a.conf'],
  [['/usr/bin/python3', '/usr/bin/supervisord', '-c/etc/a.conf'], '/etc/a.conf'],
  [['supervisord', '--configuration', 'a.conf'], 'a.conf'],
  [['supervisord', '--configuration=a.conf', '-n'], 'a.conf'],
  [['supervisord', '-n'], null],
  [['supervisord', '-c'], null],
])('the configuration file of %j', (argv, file) => {
  expect(configArgument(argv)).toBe(file);
});

test('where a supervisord without -c has looked', () => {
  expect(searchPaths('/opt/venv/bin/supervisord', '/srv')).toEqual([
    '/opt/venv/etc/supervisord.conf',
    '/opt/venv/supervisord.conf',
    '/srv/supervisord.conf',
    '/srv/etc/supervisord.conf',
    '/etc/supervisord.conf',
    '/etc/supervisor/supervisord.conf',
  ]);
  expect(searchPaths('supervisord', null)).toEqual(['/etc/supervisord.conf', '/etc/supervisor/supervisord.conf']);
});
