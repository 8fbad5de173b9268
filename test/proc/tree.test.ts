import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { listPids, readFailure, readProcFile, tryReadProcFile } from '../../src/proc/tree.ts';
import { procTree } from '../support/proc-tree.ts';

test('reads a file larger than the buffer whole, and a small one after it without its remains', () => {
  const huge = '0123456789'.repeat(20_000);
  const tree = procTree().write('huge', huge).write('small', 'abc').write('empty', '');
  expect(readProcFile(`${tree.root}/huge`)).toBe(huge);
  expect(readProcFile(`${tree.root}/small`)).toBe('abc');
  expect(readProcFile(`${tree.root}/empty`)).toBe('');
});

test('reads a file exactly as large as the buffer', () => {
  const text = 'x'.repeat(16_384);
  expect(readProcFile(`${procTree().write('exact', text).root}/exact`)).toBe(text);
});

test('reads a file of the kernel, whose size is said to be 0', () => {
  expect(readProcFile('/proc/self/stat')).toMatch(new RegExp(`^${process.pid} \\(`));
});

test('replaces bytes that are no UTF-8', () => {
  expect(readProcFile(`${procTree().write('bytes', Buffer.from([0x61, 0xff, 0xfe, 0x62])).root}/bytes`)).toBe(
    'a\ufffd\ufffdb',
  );
});

test('gives null for what cannot be read, when it is only nice to have', () => {
  expect(tryReadProcFile(`${procTree().root}/1/stat`)).toBeNull();
});

test('lists the pids of the tree and nothing else', () => {
  const tree = procTree()
    .add({ pid: 1 })
    .add({ pid: 4194304 })
    .write('uptime', '1 1')
    .write('1x/stat', '')
    .write('sys/x', '');
  expect(listPids(tree.root).sort((a, b) => a - b)).toEqual([1, 4194304]);
});

test('throws when the tree cannot be listed', () => {
  expect(() => listPids('/nowhere/at/all')).toThrow(/ENOENT/);
});

test.each([
  ['ENOENT', 'gone'],
  ['ESRCH', 'gone'],
  ['EACCES', 'permission'],
  ['EPERM', 'permission'],
  ['EMFILE', 'out-of-fds'],
  ['ENFILE', 'out-of-fds'],
  ['EIO', 'other'],
])('says in its own words why a read failed: %s', (code, failure) => {
  expect(readFailure(Object.assign(new Error(code), { code }))).toBe(failure);
});

test('takes anything that is thrown', () => {
  for (const thrown of [null, undefined, 'text', new Error('no code'), { code: 7 }]) {
    expect(readFailure(thrown)).toBe('other');
  }
});

test('takes the death of a process between open and read for gone', () => {
  // The stat of a pid that has ended: ENOENT on open, ESRCH had it been open before; both are the same to the program.
  const { pid } = spawnSync('true');
  expect(() => readProcFile(`/proc/${pid}/stat`)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
