import { expect, test } from 'vitest';
import { remoteText } from '../../src/fleet/remote.ts';
import { instance, sample, snapshot } from '../ui/snapshots.ts';

const target = sample({ pid: 4711, host: 'web-3' });
const here = (given: Parameters<typeof instance>[0] = {}) => snapshot({ instances: [instance(given)] });

test.each([
  ['kill', 'ssh -t web-3 sudo fdtop kill 4711'],
  ['types', 'ssh -t web-3 sudo fdtop types 4711'],
  ['recycle', 'ssh -t web-3 sudo fdtop recycle gunicorn'],
  ['restart', 'ssh -t web-3 sudo fdtop restart gunicorn'],
  ['reload', 'ssh -t web-3 sudo fdtop reload gunicorn'],
  ['limit', 'ssh -t web-3 sudo fdtop limit gunicorn N'],
  ['cure', 'ssh -t web-3 sudo fdtop cure gunicorn'],
] as const)('%s', (command, line) => {
  expect(remoteText(command, target, here())).toBe(line);
});

test('what can be done here is done here', () => {
  for (const command of ['up', 'filter', 'sort-left', 'help', 'quit', 'pause', 'group'] as const) {
    expect(remoteText(command, target, here())).toBeNull();
  }
});

test('without a unit the master names the service; a template of a unit is one word', () => {
  expect(remoteText('restart', target, here({ unit: null }))).toBe('ssh -t web-3 sudo fdtop restart 10');
  expect(remoteText('restart', target, here({ unit: 'gunicorn@shop.service' }))).toBe(
    'ssh -t web-3 sudo fdtop restart gunicorn@shop',
  );
});

test('a port is none of ssh', () => {
  expect(remoteText('kill', { ...target, host: '10.0.0.1:9948' }, here())).toBe('ssh -t 10.0.0.1 sudo fdtop kill 4711');
});

test.each(['web; rm -rf /', '-oProxyCommand=evil', '$(id)', 'a b', ''])('no command is made with %s', host => {
  expect(remoteText('kill', { ...target, host }, here())).toMatch(/is no name that can be typed safely/);
});

test('a unit that a shell would read otherwise gives way to the pid', () => {
  expect(remoteText('cure', target, here({ unit: 'a$(id).service' }))).toBe('ssh -t web-3 sudo fdtop cure 10');
});
