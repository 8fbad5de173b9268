import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { setTomlKey } from '../../src/config/set-toml-key.ts';

const VALUE = '["pid", "fds"]';
const set = (text: string, value: string | null = VALUE) => setTomlKey(text, 'columns', value);

test.each<[what: string, before: string, after: string]>([
  ['into nothing', '', `columns = ${VALUE}\n`],
  ['behind what is there', 'warn = 5\n', `warn = 5\ncolumns = ${VALUE}\n`],
  ['behind a line without an end', 'warn = 5', `warn = 5\ncolumns = ${VALUE}\n`],
  ['in place of the old one', 'a = 1\ncolumns = ["x"]\nb = 2\n', `a = 1\ncolumns = ${VALUE}\nb = 2\n`],
  ['keeping how it is written', '  "columns"   =   [ "x" ]   # mine\n', `  "columns"   =   ${VALUE}   # mine\n`],
  ['before the first table', '[watch]\nqueue = 1\n', `columns = ${VALUE}\n\n[watch]\nqueue = 1\n`],
  [
    'before what is said of the first table',
    '# top\n\n# of it\n[watch]\n',
    `# top\n\ncolumns = ${VALUE}\n\n# of it\n[watch]\n`,
  ],
  [
    'behind the last key before a table',
    'a = 1\n\n[watch]\ncolumns = 7\n',
    `a = 1\ncolumns = ${VALUE}\n\n[watch]\ncolumns = 7\n`,
  ],
  ['behind comments alone', '# only\n', `# only\ncolumns = ${VALUE}\n`],
  ['with the line breaks of the file', 'a = 1\r\n[b]\r\n', `a = 1\r\ncolumns = ${VALUE}\r\n[b]\r\n`],
  [
    'over several lines, whose comments stay',
    'columns = [ # first\n  "x", # why\n  "#y",\n] # end\na = 1\n',
    `# first\n# why\ncolumns = ${VALUE} # end\na = 1\n`,
  ],
  [
    'and is not fooled by texts',
    'a = """\ncolumns = 1\n[x]\n"""\nb = \'[\'\nc = "]\\"#"\nd = { e = "}" }\nf = [[1], ["]"]]\n',
    `a = """\ncolumns = 1\n[x]\n"""\nb = '['\nc = "]\\"#"\nd = { e = "}" }\nf = [[1], ["]"]]\ncolumns = ${VALUE}\n`,
  ],
])('writes it %s', (_, before, after) => {
  expect(set(before)).toBe(after);
  expect(parse(set(before)).columns).toEqual(['pid', 'fds']);
  expect(set(set(before))).toBe(set(before));
});

describe('takes it away', () => {
  test.each([
    ['a = 1\ncolumns = ["x"]\nb = 2\n', 'a = 1\nb = 2\n'],
    ['columns = ["x"]', ''],
    ['columns = [\n "x", # why\n] # end\nb = 2\n', '# why\n# end\nb = 2\n'],
    ['a = 1\n', 'a = 1\n'],
    ['', ''],
  ])('from %j', (before, after) => {
    expect(set(before, null)).toBe(after);
  });
});

test.each([
  [
    'a text in three quotes that ends with one more',
    'a = """x""""\ncolumns = 1\n',
    `a = """x""""\ncolumns = ${VALUE}\n`,
  ],
  [
    'a key with an escaped quote',
    '"a\\"b" = """\ncolumns = 3"""\n',
    `"a\\"b" = """\ncolumns = 3"""\ncolumns = ${VALUE}\n`,
  ],
  ['a mark of the byte order, a comment and a table', '\ufeff# it\n[t]\n', `\ufeffcolumns = ${VALUE}\n\n# it\n[t]\n`],
])('with %s', (_, before, after) => {
  expect(set(before)).toBe(after);
  expect(() => parse(after)).not.toThrow();
});

test('a line of spaces costs no more than another', () => {
  expect(set(`${' '.repeat(200_000)}x\n`)).toContain(VALUE);
});
