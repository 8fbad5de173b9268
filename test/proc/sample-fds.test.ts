import { expect, test } from 'vitest';
import { type FdTable, sampleFds } from '../../src/proc/sample-fds.ts';

/** A table in which `open` tells whether an fd is, and what was done with it. */
function tableOf(size: number, open: (fd: number) => boolean, known: Partial<FdTable> = {}) {
  const visited: number[] = [];
  const tried: number[] = [];
  let lists = 0;
  const table: FdTable = {
    size,
    total: null,
    *list() {
      lists += 1;
      for (let fd = 0; fd < size; fd += 1) if (open(fd)) yield fd;
    },
    visit(fd) {
      tried.push(fd);
      if (open(fd)) visited.push(fd);
      return open(fd);
    },
    ...known,
  };
  return { table, visited, tried, lists: () => lists };
}

test.each([
  ['a full table, total known', 10_000, () => true, { total: 10_000 }, 0],
  ['a full table, total not known', 10_000, () => true, {}, 0],
  ['a sparse table, total known', 500_000, (fd: number) => fd % 100 === 0, { total: 5_000 }, 1],
  ['a sparse table, total not known', 500_000, (fd: number) => fd % 100 === 0, {}, 1],
  ['a table of unknown size', 10_000, () => true, { size: null, total: 10_000 }, 1],
])('%s: as many as wanted, each open, none twice', (_name, size, open, known, lists) => {
  const sample = tableOf(size, open, known);
  sampleFds(sample.table, 1_000);
  expect(sample.visited).toHaveLength(1_000);
  expect(new Set(sample.visited).size).toBe(1_000);
  expect(new Set(sample.tried).size).toBe(sample.tried.length);
  expect(sample.lists()).toBe(lists);
});

test.each([
  ['tried at random', 20_000, (fd: number) => fd < 19_000, { total: 19_000 }],
  ['drawn from a list', 200_000, (fd: number) => fd % 50 === 0, { total: 4_000 }],
  ['tried and then drawn', 200_000, (fd: number) => fd % 50 === 0, {}],
])('every fd has the same chance: %s', (_name, size, open, known) => {
  // Mean rank of the drawn ones: of a fair sample it is the middle, up to 6 deviations.
  const all = Array.from({ length: size }, (_, fd) => fd).filter(open);
  const sample = tableOf(size, open, known);
  sampleFds(sample.table, 1_000);
  const mean = sample.visited.reduce((sum, fd) => sum + all.indexOf(fd), 0) / 1_000 / all.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan((6 * 0.2887) / Math.sqrt(1_000));
  // And as many of the first quarter as there should be.
  const early = sample.visited.filter(fd => all.indexOf(fd) < all.length / 4).length;
  expect(Math.abs(early - 250)).toBeLessThan(6 * 13.7);
});

test('estimates the total where it is not known, and counts where it must list', () => {
  const half = tableOf(20_000, fd => fd % 2 === 0);
  expect(Math.abs(sampleFds(half.table, 2_000) - 10_000)).toBeLessThan(6 * 320);
  expect(sampleFds(tableOf(100_000, fd => fd % 100 === 0).table, 500)).toBe(1_000);
  expect(sampleFds(tableOf(100_000, fd => fd % 100 === 0, { total: 1_000 }).table, 500)).toBe(1_000);
});

test('visits all when there are no more than wanted', () => {
  const few = tableOf(100_000, fd => fd % 1_000 === 0);
  expect(sampleFds(few.table, 500)).toBe(100);
  expect(few.visited.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index * 1_000));
});

test('ends when everything is closed meanwhile', () => {
  const gone = tableOf(500_000, () => false, { total: 490_000 });
  expect(sampleFds(gone.table, 2_000)).toBe(490_000);
  expect(gone.tried.length).toBeLessThan(10_000);
});
