import { describe, expect, test } from 'vitest';
import { parseOpenFilesLimit } from '../../src/proc/limits.ts';
import { fixture } from './fixture.ts';

const row = (soft: string, hard: string) =>
  `Max open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     \n`;

describe('parseOpenFilesLimit', () => {
  test('finds the line among the others of a captured file', () => {
    expect(parseOpenFilesLimit(fixture('gunicorn-worker-titled.limits'))).toEqual({ soft: 20000, hard: 20000 });
  });

  test('tells soft from hard', () => {
    expect(parseOpenFilesLimit(row('1024', '1048576'))).toEqual({ soft: 1024, hard: 1048576 });
  });

  test('reads unlimited as no end', () => {
    const none = Number.POSITIVE_INFINITY;
    expect(parseOpenFilesLimit(row('unlimited', 'unlimited'))).toEqual({ soft: none, hard: none });
  });

  test('reads a limit of 0', () => {
    expect(parseOpenFilesLimit(row('0', '0'))).toEqual({ soft: 0, hard: 0 });
  });

  test.each([
    ['nothing', ''],
    ['other limits only', 'Max processes             96364                96364                processes \n'],
    ['a negative number', row('-1', '1024')],
    ['words', row('many', 'more')],
    ['a line cut within its hard limit', row('1024', '1048576').slice(0, 52)],
    ['the name in the middle of a line', `x ${row('1', '2')}`],
    ['two numbers on two lines', 'Max open files 1024\n4096 files\n'],
  ])('gives null for %s', (_, text) => {
    expect(parseOpenFilesLimit(text)).toBeNull();
  });
});
