import { expect, test } from 'vitest';
import { hostName, parseHosts, parseServices, serviceName } from '../../src/proc/names.ts';

test('names of ports, the first of each, by protocol', () => {
  const services = parseServices(
    [
      '# Network services, Internet style',
      'https\t\t443/tcp\t\t\t\t# http protocol over TLS/SSL',
      'https\t\t443/udp\t\t\t\t# HTTP/3',
      'domain\t\t53/udp',
      'postgresql\t5432/tcp\tpostgres\t# PostgreSQL Database',
      'later 5432/tcp',
      'padded 00080/TCP',
      'comment # 99/tcp',
      'broken',
      'broken x/tcp',
      'broken 12',
      '',
    ].join('\n'),
  );
  expect(Object.fromEntries(services)).toEqual({
    '443/tcp': 'https',
    '443/udp': 'https',
    '53/udp': 'domain',
    '5432/tcp': 'postgresql',
    '80/tcp': 'padded',
  });
});

test('names of addresses, the first of each, IPv6 in whatever spelling', () => {
  const hosts = parseHosts(
    [
      '127.0.0.1\tlocalhost',
      '10.0.0.5   db.internal db # the database',
      '10.0.0.5 other',
      '2001:DB8:0:0:0:0:0:1 six',
      'fe80::1%eth0 scoped',
      '#10.0.0.6 commented',
      '10.0.0.7',
      '300.0.0.1 broken',
      'word word',
      '::1:2:3:4:5:6:7:8:9 broken',
    ].join('\n'),
  );
  expect(Object.fromEntries(hosts)).toEqual({
    '127.0.0.1': 'localhost',
    '10.0.0.5': 'db.internal',
    '2001:db8::1': 'six',
    'fe80::1': 'scoped',
  });
});

test('garbage and nothing at all give no names', () => {
  for (const text of ['', '\0\0\0', '\n\n\n', 'x'.repeat(100_000)]) {
    expect(parseServices(text).size).toBe(0);
    expect(parseHosts(text).size).toBe(0);
  }
});

test('a port or address without a name has none, and loopback needs none', () => {
  expect(serviceName(1, 'udp')).toBeNull();
  expect(hostName('203.0.113.77')).toBeNull();
  expect(hostName('127.0.0.1')).toBeNull();
  expect(hostName('::1')).toBeNull();
});
