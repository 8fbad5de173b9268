import { expect, test } from 'vitest';
import {
  childHasSysResource,
  isFirstUserNamespace,
  mayChangeLimits,
  parseLimitRights,
} from '../../src/proc/limit-rights.ts';
import { fixture } from './fixture.ts';

const status = (uids: string, gids: string, bounding: string, ambient = '0000000000000000') =>
  parseLimitRights(`Name:\tx\nUid:\t${uids}\t0\nGid:\t${gids}\t0\nCapBnd:\t${bounding}\nCapAmb:\t${ambient}\n`)!;

test('a real status is read', () => {
  expect(parseLimitRights(fixture('gunicorn-master-titled.status'))).toMatchObject({
    uids: [expect.any(Number), expect.any(Number), expect.any(Number)],
  });
  expect(parseLimitRights('Name:\tx\n')).toBeNull();
});

test('CAP_SYS_RESOURCE reaches a child from the bounding set of root, and from the ambient set of anybody else', () => {
  const all = '000001ffffffffff';
  const without = '000001fffeffffff';
  expect(childHasSysResource(status('0\t0\t0', '0\t0\t0', all))).toBe(true);
  expect(childHasSysResource(status('0\t0\t0', '0\t0\t0', without))).toBe(false);
  expect(childHasSysResource(status('5\t5\t5', '5\t5\t5', all))).toBe(false);
  expect(childHasSysResource(status('5\t5\t5', '5\t5\t5', all, '0000000001000000'))).toBe(true);
});

test('without it all ids of the other must be the own real ones', () => {
  const own = status('5\t5\t5', '6\t6\t6', '0');
  expect(mayChangeLimits(own, status('5\t5\t5', '6\t6\t6', '0'))).toBe(true);
  expect(mayChangeLimits(own, status('5\t0\t5', '6\t6\t6', '0'))).toBe(false);
  expect(mayChangeLimits(own, status('5\t5\t5', '6\t6\t7', '0'))).toBe(false);
  expect(mayChangeLimits(status('0\t0\t0', '0\t0\t0', '0'), own)).toBe(false);
});

test('user namespaces are told apart by their map', () => {
  expect(isFirstUserNamespace('         0          0 4294967295\n')).toBe(true);
  expect(isFirstUserNamespace('         0     100000      65536\n')).toBe(false);
});
