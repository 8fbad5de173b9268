import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCredentials } from '../../src/proc/credentials.ts';

const status = (groups: string) =>
  `Name:\tgunicorn\nUid:\t0\t33\t33\t33\nGid:\t0\t34\t34\t34\nGroups:\t${groups}\nNStgid:\t9\n`;

test('takes the effective ids, and all groups', () => {
  expect(parseCredentials(status('4 27 1000 '))).toEqual({ uid: 33, gid: 34, groups: [4, 27, 1000] });
  expect(parseCredentials(status(' '))).toEqual({ uid: 33, gid: 34, groups: [] });
});

test('is what this process knows of itself', () => {
  const own = parseCredentials(readFileSync('/proc/self/status', 'utf8'))!;
  expect(own).toMatchObject({ uid: process.geteuid!(), gid: process.getegid!() });
  expect(process.getgroups!()).toEqual(expect.arrayContaining(own.groups));
});

test('other text is no status', () => {
  expect(parseCredentials('')).toBeNull();
  expect(parseCredentials('Uid:\t0\t0\t0\t0\n')).toBeNull();
});
