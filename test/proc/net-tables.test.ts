import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type FoundSocket, readNetTables } from '../../src/proc/net-tables.ts';
import { procTree } from '../support/proc-tree.ts';

/** Captured from a real process (Linux 6.18, x86-64), as it read its own /proc/self/net. */
const captured = fileURLToPath(new URL('../fixtures/net', import.meta.url));

function lookUp(tables: Record<string, string | Buffer> | 'captured', inodes: number[]) {
  const tree = procTree();
  if (tables === 'captured') tree.link('7/net', captured);
  else for (const [name, content] of Object.entries(tables)) tree.write(`7/net/${name}`, content);
  const wanted = new Set(inodes);
  const found = new Map<number, FoundSocket>();
  const isRead = readNetTables(tree.root, 7, wanted, (inode, socket) => found.set(inode, socket));
  return { found, left: [...wanted], isRead };
}

test.each<[string, number, Partial<FoundSocket>]>([
  ['listening', 785029, { protocol: 'tcp', state: 'LISTEN', local: '127.0.0.1:35957' }],
  ['outgoing', 785030, { protocol: 'tcp', state: 'ESTABLISHED', local: '127.0.0.1:50950', remote: '127.0.0.1:35957' }],
  [
    'accepted',
    785031,
    { protocol: 'tcp', state: 'ESTABLISHED', local: '127.0.0.1:35957', remote: '127.0.0.1:50950', accepted: true },
  ],
  [
    'closed by the peer',
    785032,
    { protocol: 'tcp', state: 'CLOSE_WAIT', local: '127.0.0.1:50952', remote: '127.0.0.1:35957' },
  ],
  ['unconnected UDP', 785044, { protocol: 'udp', local: '127.0.0.1:48236' }],
  [
    'connected UDP',
    785045,
    { protocol: 'udp', state: 'ESTABLISHED', local: '127.0.0.1:59910', remote: '127.0.0.1:48236' },
  ],
  ['UDP over IPv6', 785046, { protocol: 'udp', local: '[::1]:46215' }],
  ['listening Unix socket', 785047, { protocol: 'unix', state: 'LISTEN', path: '/tmp/cap.sock' }],
  ['client of a Unix socket', 785048, { protocol: 'unix' }],
  ['accepted Unix socket', 785049, { protocol: 'unix', path: '/tmp/cap.sock' }],
  ['abstract Unix socket', 785050, { protocol: 'unix', state: 'LISTEN', path: '@abstract-cap' }],
  ['Unix socket with a line feed in its path', 785051, { protocol: 'unix', path: '/tmp/cap' }],
  ['raw socket', 785053, { protocol: 'raw' }],
  ['packet socket', 785054, { protocol: 'packet' }],
])('%s', (_name, inode, expected) => {
  const { found, left, isRead } = lookUp('captured', [inode]);
  const nothing = { state: null, local: null, remote: null, path: null, accepted: false };
  expect(found.get(inode)).toEqual({ ...nothing, ...expected });
  expect([left, isRead]).toEqual([[], true]);
});

test('IPv6, and IPv4 clients of an IPv6 listener', () => {
  const { found } = lookUp('captured', [785036, 785037, 785038, 785039, 785042, 785043]);
  const seen = [...found.values()].map(({ protocol, state, local, remote, accepted }) =>
    [protocol, state, local, remote, accepted].join(' '),
  );
  expect(seen.toSorted()).toEqual([
    'tcp ESTABLISHED 127.0.0.1:40828 127.0.0.1:42969 false',
    'tcp6 CLOSE_WAIT [::1]:55016 [::1]:42969 false',
    'tcp6 ESTABLISHED [::1]:42969 [::1]:55008 true',
    'tcp6 ESTABLISHED [::1]:55008 [::1]:42969 false',
    'tcp6 LISTEN [::]:42969  false',
  ]);
});

test('what is in no table is left', () => {
  const { found, left, isRead } = lookUp('captured', [785030, 785040, 1]);
  expect([...found.keys()]).toEqual([785030]);
  expect([left, isRead]).toEqual([[785040, 1], true]);
});

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (inode: number | string, local = '0100007F:1F90', remote = '0500000A:01BB', state = '08') =>
  `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 0 10 -1\n`;

test.each([
  ['01', 'ESTABLISHED'],
  ['02', 'SYN_SENT'],
  ['03', 'SYN_RECV'],
  ['04', 'FIN_WAIT1'],
  ['05', 'FIN_WAIT2'],
  ['06', 'TIME_WAIT'],
  ['07', 'CLOSE'],
  ['08', 'CLOSE_WAIT'],
  ['09', 'LAST_ACK'],
  ['0A', 'LISTEN'],
  ['0B', 'CLOSING'],
  ['0C', 'NEW_SYN_RECV'],
])('state %s is %s', (code, state) => {
  expect(lookUp({ tcp: header + row(5, undefined, undefined, code) }, [5]).found.get(5)?.state).toBe(state);
});

test('an accepted socket is told from an outgoing one by its address, not by its port alone', () => {
  const tcp = [
    header,
    row(1, '0100007F:1F90', '00000000:0000', '0A'),
    row(2, '00000000:01BB', '00000000:0000', '0A'),
    row(3, '0100007F:1F90', '0500000A:9999', '01'),
    row(4, '0900000A:1F90', '0500000A:9999', '01'),
    row(5, '0900000A:01BB', '0500000A:9999', '01'),
  ].join('');
  const { found } = lookUp({ tcp }, [3, 4, 5]);
  expect([...found].map(([inode, { accepted }]) => [inode, accepted])).toEqual([
    [3, true],
    [4, false],
    [5, true],
  ]);
});

test('garbage rows are passed over and do not hide good ones', () => {
  const tcp = [
    header,
    '\n',
    '\0\0\0\0\n',
    'x\n',
    row(1, '0100007F', '0500000A:01BB'),
    row(2, '0100007F:1F90', '0500000A:01BB', 'ZZ'),
    row('3x'),
    row('-4'),
    '   1: 0100007F:1F90 0500000A:01BB 08 00000000:00000000 00:00000000 00000000     0        0\n',
    `${'9'.repeat(200_000)}\n`,
    row(6),
  ].join('');
  const { found, left } = lookUp({ tcp }, [1, 2, 3, 4, 6]);
  expect([...found.keys()]).toEqual([6]);
  expect(left).toEqual([1, 2, 3, 4]);
});

test('a table cut short does not take half an inode for a whole one', () => {
  const whole = header + row(12) + row(1234);
  const cut = whole.slice(0, whole.indexOf('1234') + 2);
  expect(lookUp({ tcp: cut }, [12]).found.size).toBe(1);
  expect(lookUp({ tcp: header + cut.slice(header.length + row(12).length) }, [12]).found.size).toBe(0);
});

test('random bytes find nothing and break nothing', () => {
  const bytes = Buffer.alloc(300_000);
  for (let index = 0, seed = 7; index < bytes.length; index += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[index] = seed >> 16;
  }
  const { found, isRead } = lookUp({ tcp: bytes, tcp6: bytes, unix: bytes, udp: bytes, netlink: bytes }, [1, 2, 3]);
  expect([found.size, isRead]).toEqual([0, true]);
});

test('tables that cannot be read are told from sockets that are in none', () => {
  expect(lookUp({}, [1]).isRead).toBe(false);
  const tree = procTree().write('7/net/unix', '').link('7/net/tcp', 'tcp');
  // A link to itself: ELOOP stands for any trouble but the absence of a table.
  expect(readNetTables(tree.root, 7, new Set([1]), () => {})).toBe(false);
  expect(lookUp({ tcp: header, unix: '' }, [1]).isRead).toBe(true);
});

test('reading ends as soon as every inode is found: a table behind is not even opened', () => {
  const tree = procTree()
    .write('7/net/tcp', header + row(5))
    .link('7/net/tcp6', 'tcp6');
  expect(readNetTables(tree.root, 7, new Set([5]), () => {})).toBe(true);
  expect(readNetTables(tree.root, 7, new Set(), () => {})).toBe(true);
});
