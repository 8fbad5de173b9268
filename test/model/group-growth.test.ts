import { expect, test } from 'vitest';
import type { FdGroup } from '../../src/model/fd-types.ts';
import { groupGrowth } from '../../src/model/group-growth.ts';

const group = (label: string, count: number): FdGroup => ({
  kind: 'file',
  label,
  state: null,
  peer: null,
  count,
  share: 0.5,
  marginOfError: 0,
});

test('is not known from one reading', () => {
  expect(groupGrowth([]).size).toBe(0);
  expect(groupGrowth([{ at: 1, groups: [group('a', 5)] }]).size).toBe(0);
});

test('is the change between the first and the last reading, by the second', () => {
  const growth = groupGrowth([
    { at: 10, groups: [group('a', 100), group('b', 40)] },
    { at: 15, groups: [group('a', 0), group('b', 40)] },
    { at: 20, groups: [group('a', 300), group('b', 10)] },
  ]);
  expect(growth.get('a')).toBe(20);
  expect(growth.get('b')).toBe(-3);
});

test('takes a group that came meanwhile from 0', () => {
  const growth = groupGrowth([
    { at: 0, groups: [] },
    { at: 4, groups: [group('new', 8)] },
  ]);
  expect(growth.get('new')).toBe(2);
});

test('gives nothing where no time has passed', () => {
  expect(
    groupGrowth([
      { at: 3, groups: [] },
      { at: 3, groups: [group('a', 1)] },
    ]).size,
  ).toBe(0);
});
