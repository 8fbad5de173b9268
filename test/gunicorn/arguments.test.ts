import { expect, test } from 'vitest';
import { applicationName } from '../../src/gunicorn/arguments.ts';
import { foreign } from '../../src/model/foreign.ts';

const nameOf = (...args: string[]) => applicationName(args.map(foreign))?.raw ?? null;

test.each<[string, string | null]>([
  ['shop:app', 'shop:app'],
  ['-w 4 shop:app', 'shop:app'],
  ['-w4 -b0.0.0.0:80 shop:app', 'shop:app'],
  ['--workers=4 --bind 0.0.0.0:80 shop:app', 'shop:app'],
  ['shop:app -w 4', 'shop:app'],
  ['--preload --reload shop:app', 'shop:app'],
  ['-D shop:app', 'shop:app'],
  ['--tolerate-dangerous-framing shop:app', 'shop:app'],
  ['--capture-output --no-sendfile shop:app', 'shop:app'],
  ['--name rifa shop:app', 'rifa'],
  ['shop:app --name rifa', 'rifa'],
  ['--name=rifa shop:app', 'rifa'],
  ['-n rifa shop:app', 'rifa'],
  ['-nrifa shop:app', 'rifa'],
  ['-c /etc/gunicorn.conf.py', null],
  ['-c /etc/gunicorn.conf.py shop:app', 'shop:app'],
  ['-w 4 -- shop:app', 'shop:app'],
  ['shop:app --', 'shop:app'],
  ['--name', null],
  ['-w', null],
  ['', null],
])('gunicorn %s is called %s', (line, name) => {
  expect(nameOf(...line.split(' ').filter(Boolean))).toBe(name);
});

test('a name may be anything, newlines too', () => {
  expect(nameOf('--name=two\nlines', 'shop:app')).toBe('two\nlines');
});

test('only the first operand is the application', () => {
  expect(nameOf('shop:app', 'argument')).toBe('shop:app');
});
