import { expect, test } from 'vitest';
import { SocketInodes } from '../../src/proc/socket-inodes.ts';

function filled(pairs: [inode: number, fd: number][], expected = 0): SocketInodes {
  const sockets = new SocketInodes(expected);
  for (const [inode, fd] of pairs) sockets.add(inode, fd);
  return sockets;
}

test('nothing in it, nothing found', () => {
  const sockets = filled([]);
  expect([sockets.size, sockets.has(0), sockets.has(1), sockets.has(Number.NaN), sockets.delete(1)]).toEqual([
    0,
    false,
    false,
    false,
    false,
  ]);
  expect([...sockets.keys()]).toEqual([]);
  expect(sockets.fds(1)).toEqual([]);
});

test('finds the fds of each socket, duplicates too', () => {
  const sockets = filled([
    [9, 3],
    [5, 4],
    [9, 7],
    [5, 0],
    [2 ** 32 - 1, 1_048_575],
  ]);
  expect(sockets.size).toBe(3);
  expect([5, 9, 2 ** 32 - 1].map(inode => sockets.fds(inode))).toEqual([[0, 4], [3, 7], [1_048_575]]);
  expect([...sockets.keys()]).toEqual([5, 9, 2 ** 32 - 1]);
  expect([4, 6, 8, 10, 5.5, -1, 2 ** 32 + 5].map(inode => sockets.has(inode))).toEqual(Array(7).fill(false));
});

test('deletes once', () => {
  const sockets = filled([
    [9, 3],
    [5, 4],
    [9, 7],
  ]);
  expect([sockets.delete(9), sockets.delete(9), sockets.has(9), sockets.size]).toEqual([true, false, false, 1]);
  expect([...sockets.keys()]).toEqual([5]);
});

test('refuses what is no number of a socket', () => {
  const sockets = new SocketInodes(1);
  expect([sockets.add(2 ** 32, 1), sockets.add(7, 1)]).toEqual([false, true]);
  expect([...sockets.keys()]).toEqual([7]);
});

test('does as a Map does, for any number of sockets in any order', () => {
  const sockets = new SocketInodes(10);
  const map = new Map<number, number[]>();
  for (let fd = 0, seed = 1; fd < 50_000; fd += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const inode = 1_000 + (seed % 40_000);
    sockets.add(inode, fd);
    map.set(inode, [...(map.get(inode) ?? []), fd]);
  }
  expect(sockets.size).toBe(map.size);
  for (const [inode, fds] of map) expect(sockets.fds(inode)).toEqual(fds);
  for (let inode = 1_000; inode < 41_000; inode += 3) expect(sockets.delete(inode)).toBe(map.delete(inode));
  expect([...sockets.keys()]).toEqual([...map.keys()].toSorted((a, b) => a - b));
});
