import { expect, test } from 'vitest';
import { hasOption, optionValue, splitOptions } from '../../src/gunicorn/options.ts';
import { foreign, rawOf } from '../../src/model/foreign.ts';

const split = (words: readonly string[]) => splitOptions(words.map(foreign));
const names = (line: string) => split(line.split(' ')).map(({ name, value }) => [name, value?.raw ?? null]);

test.each([
  [
    '--bind 127.0.0.1:80 app:app',
    [
      ['--bind', '127.0.0.1:80'],
      [null, 'app:app'],
    ],
  ],
  [
    '--bind=unix:/run/a=b.sock app:app',
    [
      ['--bind', 'unix:/run/a=b.sock'],
      [null, 'app:app'],
    ],
  ],
  [
    '-b :80 -w4 app:app',
    [
      ['-b', ':80'],
      ['-w', '4'],
      [null, 'app:app'],
    ],
  ],
  [
    '-D --preload app:app',
    [
      ['-D', null],
      ['--preload', null],
      [null, 'app:app'],
    ],
  ],
  [
    '-w 4 -- app:app',
    [
      ['-w', '4'],
      [null, 'app:app'],
    ],
  ],
  [
    'app:app --graceful-timeout',
    [
      [null, 'app:app'],
      ['--graceful-timeout', null],
    ],
  ],
] as const)('%s', (line, expected) => {
  expect(names(line)).toEqual(expected);
});

test('keeps the words of each option, so that they can be put together again', () => {
  const line = ['-e', 'A=b c', '--name=x', 'app:app', '-D'];
  expect(split(line).flatMap(({ words }) => rawOf(words))).toEqual(line);
});

test('the last of two wins, as with argparse', () => {
  const options = split(['--graceful-timeout', '5', '--graceful-timeout=7', '--preload']);
  expect(optionValue(options, '--graceful-timeout')?.raw).toBe('7');
  expect(optionValue(options, '-c', '--config')).toBeNull();
  expect(hasOption(options, '--preload')).toBe(true);
  expect(hasOption(options, '--reload')).toBe(false);
});
