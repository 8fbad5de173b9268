import { describe, expect, test } from 'vitest';
import { foreign } from '../../src/model/foreign.ts';
import { parseStat, readStat } from '../../src/proc/stat.ts';
import { procTree } from '../support/proc-tree.ts';
import { fixture } from './fixture.ts';

/** A line as Linux writes it; the 22nd field is the start time. */
const line = (comm: string, state = 'S') =>
  `4711 (${comm}) ${state} 17 4711 4711 0 -1 4194560 9 0 0 0 3 4 0 0 20 0 1 0 987654 1000 200 18446744073709551615\n`;

describe('parseStat', () => {
  test('reads a captured Gunicorn worker whose comm holds a space and a colon', () => {
    expect(parseStat(fixture('gunicorn-worker-titled.stat'))).toEqual({
      pid: 17127,
      comm: foreign('gunicorn: worke'),
      state: 'S',
      ppid: 17114,
      group: 17104,
      startTime: 280490,
    });
  });

  test('reads a captured kernel thread, child of pid 0', () => {
    expect(parseStat(fixture('kthread.stat'))).toEqual({
      pid: 2,
      comm: foreign('kthreadd'),
      state: 'S',
      ppid: 0,
      group: 0,
      startTime: 20,
    });
  });

  test.each([
    'a b c',
    'x) S 1 (y',
    ') S 1 1 1 0 (',
    '((()))',
    ')',
    '(',
    '',
    'tab\tand\nline',
    '\x1b[31mred\x1b[0m',
    '\ufffd\ufffd',
  ])('takes comm %j for a name, whatever it looks like', comm => {
    expect(parseStat(line(comm))).toEqual({
      pid: 4711,
      comm: foreign(comm),
      state: 'S',
      ppid: 17,
      group: 4711,
      startTime: 987654,
    });
  });

  test.each([
    ['nothing', ''],
    ['a newline', '\n'],
    ['words', 'no such process'],
    ['a name alone', '(bash)'],
    ['no parentheses', line('x').replace(/[()]/g, '')],
    ['parentheses the wrong way round', '1 )x( S 1 1'],
    ['a line cut before the start time', line('x').slice(0, 60)],
    ['a pid that is a word', line('x').replace('4711 (', 'pid (')],
    ['a parent that is a word', line('x').replace(' 17 ', ' parent ')],
    ['a parent that is missing', line('x').replace(' 17 ', '  ')],
    ['a start time that is a word', line('x').replace(' 987654 ', ' soon ')],
    ['a start time that is missing', line('x').replace(' 987654 ', '  ')],
    ['NULs', '\0'.repeat(400)],
  ])('gives null for %s', (_, text) => {
    expect(parseStat(text)).toBeNull();
  });

  test('is not slowed down by a huge comm', () => {
    expect(parseStat(line(') '.repeat(100_000)))?.startTime).toBe(987654);
  });
});

describe('readStat', () => {
  test('gives a living process', () => {
    const tree = procTree().add({ pid: 5, startTime: 77 });
    expect(readStat(tree.root, 5)).toMatchObject({ pid: 5, startTime: 77 });
  });

  test.each(['Z', 'X'])('gives null for a process in state %s: it is dead', state => {
    const tree = procTree().add({ pid: 5, state });
    expect(readStat(tree.root, 5)).toBeNull();
  });

  test.each(['D', 'T', 't', 'I', 'R'])('gives a process in state %s: it still holds its fds', state => {
    const tree = procTree().add({ pid: 5, state });
    expect(readStat(tree.root, 5)?.state).toBe(state);
  });

  test('gives null when the process is gone, or its stat is garbage', () => {
    const tree = procTree().add({ pid: 5 }).write('5/stat', 'garbage');
    expect(readStat(tree.root, 5)).toBeNull();
    expect(readStat(tree.root, 6)).toBeNull();
  });
});
