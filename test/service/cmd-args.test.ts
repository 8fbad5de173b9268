import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { mergeCmdArgs, optionIn } from '../../src/service/cmd-args.ts';

const ours = { 'max-requests': '1000', 'max-requests-jitter': '100' };

test.each([
  ['', '--max-requests 1000 --max-requests-jitter 100'],
  ['--workers 3', '--workers 3 --max-requests 1000 --max-requests-jitter 100'],
  ['--max-requests 5 --workers=3', '--workers=3 --max-requests 1000 --max-requests-jitter 100'],
  ['--max-requests=5 -w 3 --max-requests-jitter 9', '-w 3 --max-requests 1000 --max-requests-jitter 100'],
  ['--max-requests-foo 5', '--max-requests-foo 5 --max-requests 1000 --max-requests-jitter 100'],
  [`-n 'my "shop"' -c a\\ b.py`, `-n 'my "shop"' -c a\\ b.py --max-requests 1000 --max-requests-jitter 100`],
  ['-w 3 -- app:app', '-w 3 --max-requests 1000 --max-requests-jitter 100 -- app:app'],
  [`'--max-requests' "5" -w 3`, '-w 3 --max-requests 1000 --max-requests-jitter 100'],
])('into %j', (existing, merged) => {
  expect(mergeCmdArgs(existing, ours)).toBe(merged);
  expect(mergeCmdArgs(merged, ours)).toBe(merged);
});

test.each(["-n 'shop", '-n "shop', 'a\\'])('%j cannot be read', existing => {
  expect(mergeCmdArgs(existing, ours)).toBeNull();
});

test("words are split as Python's shlex does, which Gunicorn uses", () => {
  const values = [
    'a b',
    `a'b c'd "e f"`,
    String.raw`"a\"b\\c\d" x\ y`,
    `'' "" z`,
    'a\tb\nc',
    `--x='y z'`,
    String.raw`'a\b'`,
  ];
  const merged = values.map(value => mergeCmdArgs(value, { 'max-requests': '7' })!);
  const script = 'import json, shlex, sys; print(json.dumps([shlex.split(v) for v in sys.argv[1:]]))';
  const { stdout } = spawnSync('/usr/bin/python3', ['-c', script, ...values, ...merged], { encoding: 'utf8' });
  const words: string[][] = JSON.parse(stdout);
  expect(words.slice(values.length)).toEqual(
    words.slice(0, values.length).map(before => [...before, '--max-requests', '7']),
  );
});

test.each([
  ['gunicorn --max-requests 500 app', '500'],
  ['gunicorn --max-requests=500 app', '500'],
  ['--max-requests 1 --max-requests 2', '2'],
  ['gunicorn --max-requests-jitter 50 app', null],
  ['gunicorn app', null],
  ['sh -c "gunicorn --max-requests 9"', '9'],
])('in %j --max-requests is %j', (text, value) => {
  expect(optionIn(text, 'max-requests')).toBe(value);
});

test('an option that is called as what every object has is kept', () => {
  expect(mergeCmdArgs('--constructor x --workers 2', { workers: '3' })).toBe('--constructor x --workers 3');
});
