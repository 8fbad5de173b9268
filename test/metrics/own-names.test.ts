import { expect, test } from 'vitest';
import { isForUs, ownNames } from '../../src/metrics/own-names.ts';

const HOSTS = `127.0.0.1 localhost
127.0.1.1 web-3.example.com web-3  # Debian
10.0.0.5 db.example.com db
10.0.0.3 WEB-3.backend web-3
::1 ip6-localhost`;

const names = ownNames('Web-3', HOSTS, 'nameserver 10.0.0.1\nsearch prod.internal lan.\n');

test.each([
  ['127.0.0.1:9948'],
  ['10.1.2.3'],
  ['[::1]:9948'],
  ['localhost:9948'],
  ['LOCALHOST'],
  ['web-3:9948'],
  ['web-3.example.com:9948'],
  ['web-3.example.com.:9948'],
  ['web-3.prod.internal'],
  ['web-3.lan'],
  ['web-3.backend:1'],
  [undefined],
])('%s is for this machine', host => {
  expect(isForUs(host, names)).toBe(true);
});

test.each([
  ['evil.example:9948'],
  ['evil.example'],
  ['web-3.evil.example'],
  ['db.example.com'],
  ['127.0.0.1.evil.example'],
  ['[evil.example]'],
  ['[127.0.0.1]'],
  ['localhost@evil.example'],
  ['localhost:9948:evil'],
  ['127.1'],
  ['2130706433'],
  [''],
])('%j is not', host => {
  expect(isForUs(host, names)).toBe(false);
});
