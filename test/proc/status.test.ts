import { expect, test } from 'vitest';
import { parseEffectiveUid } from '../../src/proc/status.ts';
import { fixture } from './fixture.ts';

test('reads the effective uid, not the real one', () => {
  expect(parseEffectiveUid('Name:\tsu\nUid:\t1000\t33\t0\t0\nGid:\t5\t6\t7\t8\n')).toBe(33);
});

test('reads a captured process of root', () => {
  expect(parseEffectiveUid(fixture('gunicorn-worker-titled.status'))).toBe(0);
});

test.each(['', 'Uid:\n', 'Uid:\t1000\n', 'Name:\tUid:\t1\t2\n', 'Gid:\t1\t2\t3\t4\n'])('gives null for %j', text => {
  expect(parseEffectiveUid(text)).toBeNull();
});
