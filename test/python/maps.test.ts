import { expect, test } from 'vitest';
import { parseMaps } from '../../src/python/maps.ts';

test.each(['/srv/a b/x.so', '/srv/a\rb/x.so', '/srv/a\u2028b/x.so', ''])('a mapping of %j', path => {
  const row = `7f0000000000-7f0000001000 r--p 00001000 fe:01 4711                       ${path}`;
  expect(parseMaps(`${row}\nno row\n`)).toEqual([
    { start: 0x7f0000000000, end: 0x7f0000001000, permissions: 'r--p', offset: 4096, path },
  ]);
});
