import { expect, test } from 'vitest';
import { isUnspecified, parseEndpoint } from '../../src/proc/net-address.ts';

test.each([
  ['0100007F:1F90', '127.0.0.1:8080'],
  ['0500000A:01BB', '10.0.0.5:443'],
  ['FFFFFFFF:FFFF', '255.255.255.255:65535'],
  ['00000000:0000', '0.0.0.0:0'],
  ['00000000000000000000000000000000:0050', '[::]:80'],
  ['00000000000000000000000001000000:A7D9', '[::1]:42969'],
  ['0000000000000000FFFF00000100007F:9F7C', '127.0.0.1:40828'],
  ['B80D0120000000000000000001000000:01BB', '[2001:db8::1]:443'],
  ['B80D0120000000000100000001000000:01BB', '[2001:db8::1:0:1]:443'],
  ['0000000000000000000000000500000A:0001', '[::a00:5]:1'],
])('%s is %s on a little-endian host', (hex, text) => {
  expect(parseEndpoint(hex, 'LE')).toBe(text);
  expect(parseEndpoint(hex.toLowerCase(), 'LE')).toBe(text);
});

test.each([
  ['7F000001:1F90', '127.0.0.1:8080'],
  ['20010DB8000000000000000000000001:01BB', '[2001:db8::1]:443'],
  ['00000000000000000000FFFF7F000001:01BB', '127.0.0.1:443'],
])('%s is %s on a big-endian host', (hex, text) => {
  expect(parseEndpoint(hex, 'BE')).toBe(text);
});

/** Examples of RFC 5952, as the words of a big-endian host. */
test.each([
  ['20010DB8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010DB8000000000001000000000001', '2001:db8::1:0:0:1'],
  ['20010DB80001000000000001000000AA', '2001:db8:1::1:0:aa'],
  ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ['FE800000000000000000000000000000', 'fe80::'],
  ['00010002000300040005000600070008', '1:2:3:4:5:6:7:8'],
  ['00000002000300040005000600070000', '0:2:3:4:5:6:7:0'],
])('%s is written %s', (hex, text) => {
  expect(parseEndpoint(`${hex}:0001`, 'BE')).toBe(`[${text}]:1`);
});

test.each([
  '',
  '0100007F',
  '0100007F:',
  '0100007F:1F9',
  '0100007F:1F900',
  '0100007G:1F90',
  '0100007F00:1F90',
  'rem_address',
])('%j is no endpoint', text => {
  expect(parseEndpoint(text)).toBeNull();
});

test('tells the peer of a socket without one', () => {
  expect(isUnspecified('0.0.0.0:0')).toBe(true);
  expect(isUnspecified('[::]:0')).toBe(true);
  expect(isUnspecified('0.0.0.0:80')).toBe(false);
});
