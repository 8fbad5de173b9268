import { expect, test } from 'vitest';
import { tomlLines } from '../../src/config/toml-lines.ts';

test('a line of spaces and a key of many parts cost no more than others', () => {
  const text = `x\n${' '.repeat(200_000)}y\n${'a.'.repeat(50_000)}a = 1\nb = 2\n`;
  const line = tomlLines(text);
  expect([line(['a', 'a', 'a']), line(Array.from({ length: 50_001 }, () => 'a')), line(['b'])]).toEqual([3, 3, 4]);
});

const line = tomlLines(`warn = 1
# [watch]
"leak" = 2
a.b.c = 3
text = """
[watch]
not = "a key"
"""

[watch]
forecast = 5 # x = 7
  [[watch.channel]]
  type = "a"
[[ watch . "channel" ]]
type = "b"
headers = { A = "1" }
[watch.channel.more]
x = 1
[guard]
over = 1`);

test.each([
  [['warn'], 1],
  [['leak'], 3],
  [['a', 'b', 'c'], 4],
  [['a'], 4],
  [['watch'], 10],
  [['watch', 'forecast'], 11],
  [['watch', 'channel', 0], 12],
  [['watch', 'channel', 0, 'type'], 13],
  [['watch', 'channel', 1], 14],
  [['watch', 'channel', 1, 'type'], 15],
  [['watch', 'channel', 1, 'headers', 'A'], 16],
  [['watch', 'channel', 1, 'more', 'x'], 18],
  [['guard', 'over'], 20],
  [['nowhere'], 1],
] as const)('%j stands in line %i', (path, expected) => {
  expect(line(path)).toBe(expected);
});
