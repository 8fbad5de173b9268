import { expect, test } from 'vitest';
import { addressText, isLoopback, parseListenAddress } from '../../src/config/listen-address.ts';

test.each([
  ['127.0.0.1:9948', '127.0.0.1', 9948, '127.0.0.1:9948', true],
  ['127.9.9.9:1', '127.9.9.9', 1, '127.9.9.9:1', true],
  ['[::1]:9948', '::1', 9948, '[::1]:9948', true],
  ['localhost:0', 'localhost', 0, 'localhost:0', true],
  [':9948', '::', 9948, '[::]:9948', false],
  ['0.0.0.0:9948', '0.0.0.0', 9948, '0.0.0.0:9948', false],
  ['web-3.example:9948', 'web-3.example', 9948, 'web-3.example:9948', false],
  ['127.0.0.1.example.com:9948', '127.0.0.1.example.com', 9948, '127.0.0.1.example.com:9948', false],
])('%s', (text, host, port, shown, loopback) => {
  const address = parseListenAddress(text, '--listen');
  expect(address).toEqual({ host, port });
  expect(addressText(address)).toBe(shown);
  expect(isLoopback(address)).toBe(loopback);
});

test.each([
  '9948',
  '127.0.0.1',
  '::1:9948',
  '[::1]',
  '[127.0.0.1]:1',
  'a b:1',
  '[\r::1]:1',
  '[::\n1]:1',
  ':65536',
  'http://127.0.0.1:9948',
])('%s is none', text => {
  expect(() => parseListenAddress(text, '--listen')).toThrow(/^--listen ".*" is no HOST:PORT/);
});
