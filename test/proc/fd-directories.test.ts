import { closeSync, constants, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CountedName } from '../../src/model/fd-tally.ts';
import { markDirectories } from '../../src/proc/fd-directories.ts';

test('marks files only, however they were opened, and leaves what it cannot look at', () => {
  const opened = [
    openSync('/tmp', constants.O_RDONLY | constants.O_DIRECTORY),
    openSync('/tmp', constants.O_RDONLY),
    openSync('/etc/passwd', constants.O_RDONLY),
  ];
  const name = (kind: CountedName['kind'], fd: number): CountedName => {
    return { kind, fd, name: '/x', state: null, role: null, count: 1, different: 1 };
  };
  const [first, second, file] = opened as [number, number, number];
  const names = [
    name('file', first),
    name('file', second),
    name('file', file),
    name('file', 99_999),
    name('pipe', first),
  ];
  markDirectories(names, '/proc', process.pid);
  for (const fd of opened) closeSync(fd);
  expect(names.map(({ kind }) => kind)).toEqual(['directory', 'directory', 'file', 'file', 'pipe']);
});
