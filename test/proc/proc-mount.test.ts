import { expect, test } from 'vitest';
import { parseProcMount } from '../../src/proc/proc-mount.ts';

test.each([
  ['proc /proc proc rw,relatime 0 0', 0, false],
  ['proc /proc proc rw,hidepid=invisible 0 0', 2, false],
  ['proc /proc proc rw,hidepid=2 0 0', 2, false],
  ['proc /proc proc rw,gid=4,hidepid=noaccess 0 0', 1, false],
  ['proc /proc proc rw,hidepid=ptraceable,subset=pid 0 0', 2, true],
  ['proc /srv/proc proc rw,hidepid=2 0 0', 0, false],
  ['proc /proc proc rw,hidepid=2 0 0\nproc /proc proc rw 0 0', 0, false],
  ['proc /proc proc rw,hidepid=constructor 0 0', 0, false],
  ['', 0, false],
] as const)('%j', (mounts, hidepid, onlyPids) => {
  expect(parseProcMount(`${mounts}\n`)).toEqual({ hidepid, onlyPids });
});
