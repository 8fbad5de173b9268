import { expect, test } from 'vitest';
import type { CountedName } from '../../src/model/fd-tally.ts';
import { isOpenedAsDirectory, markDirectories } from '../../src/proc/fd-directories.ts';
import { procTree } from '../support/proc-tree.ts';

const fdinfo = (flags: string) => `pos:\t0\nflags:\t${flags}\nmnt_id:\t24\nino:\t2\n`;

test.each([
  // Captured: os.open(path, os.O_RDONLY | os.O_DIRECTORY), and a file opened with O_RDWR | O_DIRECT.
  ['x64', '02300000', true],
  ['x64', '0100000', false],
  ['x64', '0140002', false],
  ['arm64', '02140000', true],
  ['arm64', '02200000', false],
  ['ppc64', '0140000', true],
  ['s390x', '02300000', true],
  ['riscv64', '02300000', true],
])('on %s, flags %s: directory %s', (architecture, flags, expected) => {
  expect(isOpenedAsDirectory(fdinfo(flags), architecture)).toBe(expected);
});

test('garbage is no directory', () => {
  for (const text of ['', 'flags:\n', 'flags:\t9\n', 'xflags:\t0200000\n'])
    expect(isOpenedAsDirectory(text, 'x64')).toBe(false);
});

test('marks files only, and leaves what it cannot read', () => {
  const tree = procTree()
    .write('7/fdinfo/3', fdinfo(process.arch === 'arm64' ? '0140000' : '0300000'))
    .write('7/fdinfo/4', fdinfo('0'));
  const name = (kind: CountedName['kind'], fd: number): CountedName => {
    return { kind, fd, name: '/x', state: null, role: null, count: 1, different: 1 };
  };
  const names = [name('file', 3), name('file', 4), name('file', 5), name('pipe', 3)];
  markDirectories(names, tree.root, 7);
  expect(names.map(({ kind }) => kind)).toEqual(['directory', 'file', 'file', 'pipe']);
});
