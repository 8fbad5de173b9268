import { describe, expect, test } from 'vitest';
import { claimAll, families, inBothOrders, titled, untitled } from './facts.ts';

describe('two masters of the same name are two instances', () => {
  const processes = [untitled(10, 1), untitled(11, 10), untitled(20, 1, { startTime: 2000 }), untitled(21, 20)];
  test.each(inBothOrders(processes))('%s', (_, listed) => {
    expect(families(claimAll(listed))).toEqual([
      { id: '10@1000', name: 'shop:app', master: 10, members: '10 master, 11 worker', upgrading: false },
      { id: '20@2000', name: 'shop:app', master: 20, members: '20 master, 21 worker', upgrading: false },
    ]);
  });
});

describe('during USR2 both generations are shown, and both say so', () => {
  const processes = [
    titled(10, 1, 'gunicorn: master [a]'),
    titled(11, 10, 'gunicorn: worker [a]'),
    titled(20, 10, 'gunicorn: master [a.2]'),
    titled(21, 20, 'gunicorn: worker [a.2]'),
    titled(30, 1, 'gunicorn: master [other]'),
  ];
  test.each(inBothOrders(processes))('%s', (_, listed) => {
    expect(families(claimAll(listed))).toMatchObject([
      { name: 'a', master: 10, members: '10 master, 11 worker', upgrading: true },
      { name: 'a.2', master: 20, members: '20 master, 21 worker', upgrading: true },
      { name: 'other', master: 30, members: '30 master', upgrading: false },
    ]);
  });

  test('not any more when the old master has gone', () => {
    const left = [titled(20, 1, 'gunicorn: master [a]'), titled(21, 20, 'gunicorn: worker [a]')];
    expect(families(claimAll(left))).toMatchObject([{ master: 20, upgrading: false }]);
  });
});

test('workers that a dead master left behind are together, without a master', () => {
  const orphans = [
    titled(11, 1, 'gunicorn: worker [a]'),
    titled(12, 1, 'gunicorn: worker [a]'),
    titled(13, 1, 'gunicorn: worker [b]'),
  ];
  expect(families(claimAll(orphans))).toMatchObject([
    { name: 'a', master: null, members: '11 worker, 12 worker' },
    { name: 'b', master: null, members: '13 worker' },
  ]);
});

test('an instance is named after comm where nothing else names it', () => {
  expect(families(claimAll([titled(10, 1, 'gunicorn: master')]))).toMatchObject([{ name: 'gunicorn: maste' }]);
});

test('a pid reused by another master is another instance', () => {
  const [before] = families(claimAll([untitled(10, 1, { startTime: 1 })]));
  const [after] = families(claimAll([untitled(10, 1, { startTime: 2 })]));
  expect(before!.id).not.toBe(after!.id);
});

test('the id of orphans with a hostile name is safe to print', () => {
  const [family] = families(claimAll([titled(11, 1, `gunicorn: worker [\x1b[2J\n\u009b${'x'.repeat(10_000)}]`)]));
  expect(family!.id).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  expect(family!.id.length).toBeLessThan(300);
});

test('no Gunicorn, no instance', () => {
  expect(families(claimAll([]))).toEqual([]);
});
