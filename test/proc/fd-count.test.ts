import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countFds, hasFastFdCount } from '../../src/proc/fd-count.ts';
import { procTree } from '../support/proc-tree.ts';

test('a tree that is no procfs has no fast count: the size of a plain directory is not the number of fds', () => {
  const tree = procTree().add({ pid: 1, fds: 3 });
  expect(hasFastFdCount(tree.root)).toBe(false);
  expect(hasFastFdCount('/nowhere/at/all')).toBe(false);
});

test('counts the entries of fd/, holes between them or not', () => {
  const tree = procTree().add({ pid: 7, fds: ['pipe:[1]', 'socket:[2]', '/tmp/x (deleted)'] });
  tree.link('7/fd/900', '/dev/null');
  expect(countFds(tree.root, 7, false)).toBe(4);
});

test('counts 0 for a process without fds', () => {
  expect(countFds(procTree().add({ pid: 7, fds: 0 }).root, 7, false)).toBe(0);
});

test.each([true, false])('throws ENOENT when the process is gone (fast: %s)', fast => {
  expect(() => countFds(procTree().root, 7, fast)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('grows by one with each fd opened, on the real /proc, both ways', () => {
  for (const fast of hasFastFdCount('/proc') ? [true, false] : [false]) {
    const before = countFds('/proc', process.pid, fast);
    const fds = Array.from({ length: 5 }, () => openSync('/dev/null', 'r'));
    const after = countFds('/proc', process.pid, fast);
    for (const fd of fds) closeSync(fd);
    expect(after - before).toBe(5);
  }
});
