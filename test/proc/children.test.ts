import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { childrenOf } from '../../src/proc/children.ts';
import { procTree } from '../support/proc-tree.ts';

const pids = (root: string, pid: number) =>
  childrenOf(root, pid)
    .map(child => child.pid)
    .sort((a, b) => a - b);

test('reads the list of every thread, where the kernel has it', () => {
  const tree = procTree()
    .add({ pid: 10 })
    .add({ pid: 11, ppid: 10 })
    .add({ pid: 12, ppid: 10 })
    .add({ pid: 13, ppid: 1 });
  tree.write('10/task/10/children', '11 ').write('10/task/14/children', '12 ');
  expect(pids(tree.root, 10)).toEqual([11, 12]);
});

test('looks at the parent of every process where the kernel has no such list', () => {
  const tree = procTree().add({ pid: 10 }).add({ pid: 11, ppid: 10 }).add({ pid: 12, ppid: 11 });
  tree.write('10/task/10/stat', '');
  expect(pids(tree.root, 10)).toEqual([11]);
});

test('looks at every process, too, when a thread ended while its list was read', () => {
  const tree = procTree().add({ pid: 10 }).add({ pid: 11, ppid: 10 }).add({ pid: 12, ppid: 10 });
  tree.write('10/task/10/children', '11 ').write('10/task/15/stat', '');
  expect(pids(tree.root, 10)).toEqual([11, 12]);
});

test('leaves out zombies, the dead, and those that got another parent meanwhile', () => {
  const tree = procTree().add({ pid: 10 }).add({ pid: 11, ppid: 10, state: 'Z' }).add({ pid: 12, ppid: 1 });
  tree.write('10/task/10/children', '11 12 13 ');
  expect(pids(tree.root, 10)).toEqual([]);
});

test('gives nothing for a process that is gone', () => {
  expect(pids(procTree().add({ pid: 1 }).root, 10)).toEqual([]);
});

test('finds a real child of this process, and no longer when it has ended', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(pids('/proc', process.pid)).toContain(child.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(pids('/proc', process.pid)).not.toContain(child.pid);
});
