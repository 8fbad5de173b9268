import { expect, test } from 'vitest';
import { inTurns, shareOf } from '../../src/model/fair-share.ts';

const NONE = { manager: 'none', unit: null } as const;
const POD = { manager: 'kubernetes', unit: null } as const;

test('each unit of the system is a share, and each user for all else, also for units of his own', () => {
  expect(shareOf({ manager: 'systemd', unit: 'shop.service' }, 'mallory')).not.toBe(shareOf(NONE, 'mallory'));
  expect(shareOf({ manager: 'systemd-user', unit: 'shop.service' }, 'mallory')).toBe(shareOf(NONE, 'mallory'));
  expect(shareOf(NONE, 'mallory')).not.toBe(shareOf(NONE, 'deploy'));
  expect(shareOf(NONE, null)).toBe(shareOf(NONE, '?'));
});

test('who may act as thousands of users without a name has one share', () => {
  // What useradd gives for containers: 65,536 from 100,000 on.
  const shares = new Set(Array.from({ length: 65_536 }, (_, index) => shareOf(NONE, `${100_000 + index}`)));
  expect(shares.size).toBe(2);
  // Root of a container may be any user of it.
  expect(shareOf(POD, '1000')).toBe(shareOf(POD, '1001'));
  expect(shareOf(NONE, '1000')).not.toBe(shareOf(NONE, '1001'));
});

test('in turns, units before users', () => {
  expect(inTurns(['1 m:1', '1 m:2', '1 m:3', '1 d:1', '0 u:1', '0 u:2'], text => text.slice(0, 3))).toEqual([
    ...['0 u:1', '1 m:1', '1 d:1'],
    ...['0 u:2', '1 m:2', '1 m:3'],
  ]);
});
