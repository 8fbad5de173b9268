import { expect, test } from 'vitest';
import type { AddressNames } from '../../src/model/fd-label.ts';
import { type FdName, FdTally } from '../../src/model/fd-tally.ts';
import { type FdTotals, groupFds } from '../../src/model/group-fds.ts';

const plain = { state: null, role: null, name: '' } as const;
const file = (name: string): FdName => ({ ...plain, kind: 'file', name });
const to = (name: string, state = 'ESTABLISHED'): FdName => ({ kind: 'tcp', state, role: 'peer', name });

const names: AddressNames = {
  service: (port, protocol) => (port === 443 && protocol === 'tcp' ? 'https' : port === 53 ? 'domain' : null),
  host: address => (address === '10.0.0.9' || address === '2001:db8::9' ? 'db.internal' : null),
};

/** Groups of these fds: a name, or a name and how often. */
function group(fds: (FdName | [FdName, number])[], totals: Partial<FdTotals> = {}) {
  const tally = new FdTally();
  for (const fd of fds) {
    const [name, count] = Array.isArray(fd) ? fd : [fd, 1];
    tally.add(name, 0, count);
  }
  const counted = tally.names().reduce((sum, { count }) => sum + count, 0);
  return groupFds(tally.names(), { total: counted, sampled: counted, drawn: 'all', ...totals }, names);
}

const labels = (fds: (FdName | [FdName, number])[], totals?: Partial<FdTotals>) =>
  group(fds, totals).map(({ label, count }) => `${label} × ${count}`);

test('no fds, no groups', () => {
  expect(group([])).toEqual([]);
});

test('the biggest group comes first, equal ones in a fixed order', () => {
  expect(labels([file('/b'), file('/a'), [to('10.0.0.5:443', 'CLOSE_WAIT'), 7]])).toEqual([
    'TCP CLOSE_WAIT → 10.0.0.5:443 (https) × 7',
    '/a × 1',
    '/b × 1',
  ]);
});

test('a group has all that the contract says', () => {
  expect(group([[to('10.0.0.5:443', 'CLOSE_WAIT'), 3], file('/a')])[0]).toEqual({
    kind: 'tcp',
    label: 'TCP CLOSE_WAIT → 10.0.0.5:443 (https)',
    state: 'CLOSE_WAIT',
    peer: '10.0.0.5:443',
    count: 3,
    share: 0.75,
    marginOfError: 0,
  });
});

test('sockets are told apart by protocol, state and peer', () => {
  expect(
    labels([
      [to('10.0.0.5:443'), 6],
      [to('10.0.0.5:443', 'CLOSE_WAIT'), 5],
      [to('10.0.0.9:443'), 4],
      [{ ...to('[2001:db8::9]:443'), kind: 'tcp6' }, 3],
      [{ kind: 'udp', state: 'ESTABLISHED', role: 'peer', name: '10.0.0.9:53' }, 2],
      [to('10.0.0.5:8443'), 1],
    ]),
  ).toEqual([
    'TCP ESTABLISHED → 10.0.0.5:443 (https) × 6',
    'TCP CLOSE_WAIT → 10.0.0.5:443 (https) × 5',
    'TCP ESTABLISHED → 10.0.0.9:443 (db.internal, https) × 4',
    'TCP6 ESTABLISHED → [2001:db8::9]:443 (db.internal, https) × 3',
    'UDP → 10.0.0.9:53 (db.internal, domain) × 2',
    'TCP ESTABLISHED → 10.0.0.5:8443 × 1',
  ]);
});

test('sockets without a peer of their own show their own address, and no peer', () => {
  const groups = group([
    [{ kind: 'tcp', state: 'ESTABLISHED', role: 'accepted', name: '127.0.0.1:8000' }, 4],
    [{ kind: 'tcp', state: 'LISTEN', role: 'local', name: '0.0.0.0:8000' }, 3],
    [{ kind: 'udp', state: null, role: 'local', name: '0.0.0.0:443' }, 2],
  ]);
  expect(groups.map(({ label }) => label)).toEqual([
    'TCP ESTABLISHED ← accepted on 127.0.0.1:8000',
    'TCP LISTEN on 0.0.0.0:8000',
    'UDP on 0.0.0.0:443',
  ]);
  expect(groups.map(({ peer }) => peer)).toEqual([null, null, null]);
});

test('names the kinds without a name of their own', () => {
  const kinds = ['pipe', 'eventpoll', 'eventfd', 'timerfd', 'signalfd', 'pidfd', 'inotify'] as const;
  for (const kind of kinds) expect(labels([[{ ...plain, kind }, 2]])).toEqual([`${kind} × 2`]);
  expect(labels([{ ...plain, kind: 'socket-unlisted' }])).toEqual([
    'socket in no table: never connected, or reset and not closed × 1',
  ]);
});

test('names the kinds with a name', () => {
  const label = (kind: FdName['kind'], name: string, state: string | null = null) =>
    group([{ ...plain, kind, name, state }])[0]!.label;
  expect(label('file', '/etc/hosts')).toBe('/etc/hosts');
  expect(label('deleted-file', '/var/log/app.log')).toBe('/var/log/app.log (deleted)');
  expect(label('deleted-file', '/tmp/#')).toBe('/tmp/ unnamed temporary files (deleted)');
  expect(label('directory', '/var/spool')).toBe('/var/spool/');
  expect(label('directory', '/')).toBe('/');
  expect(label('device', '/dev/null')).toBe('/dev/null');
  expect(label('memfd', 'pulse')).toBe('memfd:pulse');
  expect(label('namespace', 'net')).toBe('net namespace');
  expect(label('unix', '/run/app.sock')).toBe('unix /run/app.sock');
  expect(label('unix', '/run/app.sock', 'LISTEN')).toBe('unix LISTEN /run/app.sock');
  expect(label('unix', '')).toBe('unix (unnamed)');
  expect(label('other', 'bpf-map')).toBe('bpf-map');
});

test('labels are safe to print and not endless, and keep their end', () => {
  const hostile = group([{ ...plain, kind: 'deleted-file', name: `/tmp/\x1b[2J\n\u202e${'x'.repeat(4_000)}` }])[0]!
    .label;
  expect(hostile).toMatch(/^\/tmp\/\ufffd\[2J /);
  expect(hostile).toMatch(/x \(deleted\)$/);
  expect(hostile).not.toMatch(/[\x1b\n\u202e]/);
  expect([...hostile]).toHaveLength(200);
});

const many = (count: number, name: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => file(name(index)));

test('up to 20 different files in a directory are named, more make one group', () => {
  expect(group(many(20, index => `/var/lib/app/${'abcdefghijklmnopqrst'[index]}`))).toHaveLength(20);
  expect(labels(many(21, index => `/var/lib/app/${'abcdefghijklmnopqrstu'[index]}`))).toEqual([
    '/var/lib/app/ 21 different files × 21',
  ]);
});

test('thousands of files that begin alike say how', () => {
  expect(
    labels(
      many(4_096, index => `/tmp/wgunicorn-${(index * 7919).toString(36)}`).map(name => ({
        ...name,
        kind: 'deleted-file',
      })),
    ),
  ).toEqual(['/tmp/wgunicorn-* 4,096 different files (deleted) × 4096']);
});

test('a file that stands out stays, whatever lies beside it', () => {
  expect(labels([[file('/var/log/app.log'), 900], ...many(30, index => `/var/log/${index}.log`)])).toEqual([
    '/var/log/app.log × 900',
    '/var/log/ 30 different files × 30',
  ]);
});

test('the same directory of living and of deleted files makes two groups', () => {
  const living = many(50, index => `/tmp/a/${index}`);
  expect(labels([...living, ...living.slice(0, 30).map(name => ({ ...name, kind: 'deleted-file' as const }))])).toEqual(
    ['/tmp/a/ 50 different files × 50', '/tmp/a/ 30 different files (deleted) × 30'],
  );
});

test('files in thousands of directories merge above them, but never into the root', () => {
  expect(labels(many(3_000, index => `/tmp/tmp${index}/data/file`))).toEqual([
    '/tmp/tmp* 3,000 different files × 3000',
  ]);
  expect(labels(many(60, index => `/proc/${index * 11}/stat`))).toEqual(['/proc/ 60 different files × 60']);
  expect(group(many(60, index => `/${index}/x/y`))).toHaveLength(60);
});

test('a path of thousands of levels is no trouble', () => {
  const deep = `/${'d/'.repeat(2_000)}`;
  expect(group(many(5_000, index => `${deep}${index}`))).toHaveLength(1);
});

test('names of memfds and abstract sockets merge though they lie in no directory', () => {
  expect(labels(many(100, index => `worker-${index}`).map(name => ({ ...name, kind: 'memfd' })))).toEqual([
    'memfd:worker-* 100 different names × 100',
  ]);
  expect(labels(many(100, index => `@dbus-${index}`).map(name => ({ ...name, kind: 'unix' })))).toEqual([
    'unix @dbus-* 100 different sockets × 100',
  ]);
});

test('clients of a listener that is gone merge by host; servers behind one port by port; all others too', () => {
  const peers = (count: number, address: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => to(address(index)));
  expect(labels(peers(3_000, index => `10.0.0.9:${30_000 + index}`))).toEqual([
    'TCP ESTABLISHED → 10.0.0.9:* (db.internal) 3,000 different ports × 3000',
  ]);
  expect(labels(peers(200, index => `10.0.1.${index}:443`))).toEqual([
    'TCP ESTABLISHED → *:443 (https) 200 different hosts × 200',
  ]);
  expect(labels(peers(200, index => `10.0.1.${index}:${20_000 + index}`))).toEqual([
    'TCP ESTABLISHED → *:* 200 different peers × 200',
  ]);
  expect(labels([[to('10.9.9.9:443'), 500], ...peers(200, index => `10.0.1.${index}:443`)])).toEqual([
    'TCP ESTABLISHED → 10.9.9.9:443 (https) × 500',
    'TCP ESTABLISHED → *:443 (https) 200 different hosts × 200',
  ]);
});

test('no fd is lost in merging, whatever the names', () => {
  const fds: [FdName, number][] = Array.from({ length: 40_000 }, (_, index) => [
    index % 3 === 0
      ? to(`10.${index % 7}.${index % 250}.1:${index}`)
      : file(`/srv/${index % 90}/${index % 1_700}/${index}`),
    1 + (index % 4),
  ]);
  const groups = group(fds);
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(fds.reduce((sum, [, count]) => sum + count, 0));
  expect(groups.length).toBeLessThan(200);
});

test('counting keeps no more names than it says, and neither loses fds nor the file that stands out', () => {
  const tally = new FdTally();
  for (let index = 0; index < 100_000; index += 1) {
    tally.add(file(`/var/spool/job-${index}`), index);
    if (index % 4 === 0) tally.add(file('/var/spool/log'), index);
  }
  expect(tally.names().length).toBeLessThanOrEqual(16_385);
  const groups = groupFds(tally.names(), { total: 125_000, sampled: 125_000, drawn: 'all' }, names);
  expect(groups.map(({ label, count }) => `${label} × ${count}`)).toEqual([
    '/var/spool/job-* 100,000 different files × 100000',
    '/var/spool/log × 25000',
  ]);
});

test('a random sample is scaled to the whole, with a margin, and counts different files as at least so many', () => {
  const groups = group([[to('10.0.0.5:443'), 1_500], ...many(500, index => `/tmp/app-${index}`)], {
    total: 400_000,
    sampled: 2_000,
    drawn: 'random',
  });
  expect(groups.map(({ label, count, share }) => ({ label, count, share }))).toEqual([
    { label: 'TCP ESTABLISHED → 10.0.0.5:443 (https)', count: 300_000, share: 0.75 },
    { label: '/tmp/app-* 500+ different files', count: 100_000, share: 0.25 },
  ]);
  for (const { marginOfError } of groups) expect(marginOfError).toBeCloseTo(0.0189, 3);
});

test('the first fds of a process that ended are counted as they are: the margin is all that was not read', () => {
  const groups = group(
    [
      [file('/a'), 300],
      [file('/b'), 100],
    ],
    { total: 1_000, sampled: 400, drawn: 'first' },
  );
  expect(groups.map(({ count, share, marginOfError }) => [count, share, marginOfError])).toEqual([
    [300, 0.75, 0.6],
    [100, 0.25, 0.6],
  ]);
});
