import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnStart, forEachLine, isTextAt, numberAt } from '../../src/proc/table-lines.ts';
import { procTree } from '../support/proc-tree.ts';

function linesOf(content: string | Buffer, most = Number.POSITIVE_INFINITY): string[] {
  const file = openSync(`${procTree().write('table', content).root}/table`, 'r');
  const lines: string[] = [];
  forEachLine(file, (buffer, start, end) => {
    lines.push(buffer.toString('latin1', start, end));
    return lines.length < most;
  });
  closeSync(file);
  return lines;
}

test('gives each line, across any number of chunks', () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ${'x'.repeat(index % 300)}`);
  expect(linesOf(`${lines.join('\n')}\n`)).toEqual(lines);
});

test('leaves out a last line that may be cut short, and gives empty ones', () => {
  expect(linesOf('one\n\ntwo\nthr')).toEqual(['one', '', 'two']);
  expect(linesOf('')).toEqual([]);
  expect(linesOf('no line feed')).toEqual([]);
});

test('passes over a line that no buffer holds', () => {
  for (const length of [65_535, 65_536, 65_537, 300_000]) {
    const expected = length < 65_536 ? ['one', 'x'.repeat(length), 'two'] : ['one', 'two'];
    expect(linesOf(`one\n${'x'.repeat(length)}\ntwo\n`)).toEqual(expected);
  }
});

test('a short chunk after a long one does not see what the long one left', () => {
  expect(linesOf(`${'x\n'.repeat(40_000)}tail`)).toHaveLength(40_000);
});

test('stops when told to', () => {
  expect(linesOf('one\ntwo\nthree\n', 2)).toEqual(['one', 'two']);
});

test('finds columns and numbers in a line', () => {
  const line = Buffer.from('  12: abc   0A 34x 99|7');
  const at = (column: number) => columnStart(line, 0, 21, column);
  expect(at(0)).toBe(2);
  expect(isTextAt(line, at(2), '0A')).toBe(true);
  expect(isTextAt(line, at(2), '0')).toBe(false);
  expect(isTextAt(line, at(1), '0A')).toBe(false);
  expect(numberAt(line, at(3), 21)).toBeNaN();
  expect(numberAt(line, at(4), 21)).toBe(99);
  expect(at(5)).toBe(21);
  expect(numberAt(line, at(5), 21)).toBeNaN();
});
