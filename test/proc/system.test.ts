import { expect, test } from 'vitest';
import { readHost, readOpenFiles, readUptime } from '../../src/proc/system.ts';
import { procTree } from '../support/proc-tree.ts';
import { fixture } from './fixture.ts';

const unknown = { filesOpen: null, filesMax: null };
const openFiles = (text: string) => readOpenFiles(procTree().write('sys/fs/file-nr', text).root);

test('reads open files and their maximum from a captured file-nr', () => {
  expect(fixture('file-nr')).toBe('831\t0\t2466160\n');
  expect(openFiles(fixture('file-nr'))).toEqual({ filesOpen: 831, filesMax: 2466160 });
});

test('does not count those that are allocated but free (kernels before 2.6)', () => {
  expect(openFiles('1000\t400\t5000\n')).toEqual({ filesOpen: 600, filesMax: 5000 });
});

test('reads a maximum near 2^63, as current kernels have it', () => {
  expect(openFiles('1000\t0\t9223372036854775807\n').filesMax).toBeGreaterThan(9e18);
});

test.each(['', '1 2', '1 2 3 4', 'a b c', '1 x 3'])('knows neither when file-nr is %j', text => {
  expect(openFiles(text)).toEqual(unknown);
});

test('knows neither in a tree without file-nr', () => {
  expect(readOpenFiles(procTree().root)).toEqual(unknown);
});

test('reads the uptime, and null where there is none', () => {
  expect(readUptime(procTree().write('uptime', '2421.13 4289.65\n').root)).toBe(2421.13);
  expect(readUptime(procTree().write('uptime', 'up\n').root)).toBeNull();
  expect(readUptime(procTree({ uptime: null }).root)).toBeNull();
});

test('reads host and kernel from the tree itself', () => {
  const tree = procTree().write('sys/kernel/hostname', 'web-1\n').write('sys/kernel/osrelease', '6.1.0-18-amd64\n');
  expect(readHost(tree.root)).toEqual({ host: 'web-1', kernel: '6.1.0-18-amd64' });
});

test('names this machine where the tree is silent', () => {
  const { host, kernel } = readHost(procTree({ uptime: null }).write('sys/kernel/hostname', '\n').root);
  expect(host).not.toBe('');
  expect(kernel).toMatch(/^\d+\./);
});

test('makes a hostile host name harmless: the kernel takes any bytes for one', () => {
  const { host } = readHost(procTree().write('sys/kernel/hostname', 'a\x1b[2J\nb\u009b1m').root);
  expect(host).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  expect(host).toMatch(/^a.*b/);
});
