/** More than one cause, and causes that are not sure. */
import { expect, test } from 'vitest';
import { verdictsOf } from '../../../src/model/verdict/verdicts.ts';
import { evidence, group, tcp, usual, worker } from './evidence.ts';

const ids = (given: Parameters<typeof evidence>[0]) => verdictsOf(evidence(given)).map(({ id }) => id);

test('two causes are both told, the one that explains more first', () => {
  const groups = [
    tcp('CLOSE_WAIT', '10.0.0.5:443', 11_000),
    group('deleted-file', '/tmp/report- 900 different files (deleted)', 900),
    ...usual,
  ];
  expect(ids({ groups })).toEqual(['http-client-not-closed', 'deleted-files']);
  expect(
    ids({ groups: groups.map(each => ({ ...each, count: each.state === 'CLOSE_WAIT' ? 400 : each.count })) }),
  ).toEqual(['deleted-files', 'http-client-not-closed']);
});

test('a leak that has filled a low limit is a leak', () => {
  expect(ids({ groups: [tcp('CLOSE_WAIT', '10.0.0.5:443', 950), ...usual], process: worker(958, 1024) })).toEqual([
    'http-client-not-closed',
  ]);
});

test('a pool in a low limit is both', () => {
  const groups = [tcp('ESTABLISHED', '10.0.0.5:9000', 210), ...usual];
  const told = ids({ groups, process: worker(218, 256), siblings: [215, 216] });
  expect(new Set(told)).toEqual(new Set(['limit-too-low', 'idle-client-pool']));
});

test('what is inherited is told before what it is', () => {
  const shared = { masterPid: 10, count: 1503, inSibling: null, examples: [] };
  expect(ids({ groups: [group('file', '/srv/geo.db', 1500), ...usual], shared })).toEqual([
    'inherited-from-master',
    'same-file-reopened',
  ]);
});

test('listeners and heartbeats that all workers share are nothing inherited', () => {
  const shared = { masterPid: 10, count: 9, inSibling: 9, examples: ['4 × pipe'] };
  expect(ids({ shared })).toEqual(['healthy']);
});

test('sockets of the whole user give a guess, and that its own may not be read is told', () => {
  const verdicts = verdictsOf(
    evidence({
      groups: [tcp('CLOSE_WAIT', '10.0.0.5:443', 12_000)],
      groupsOf: 'user',
      unread: 'permission',
      process: worker(12_030, 65_536),
    }),
  );
  expect(verdicts.map(({ id, confidence }) => [id, confidence])).toEqual([
    ['http-client-not-closed', 'low'],
    ['unknown', 'low'],
  ]);
  expect(verdicts[0]!.evidence.join()).toMatch(/12,000 sockets of user www-data .*a guess/);
});

test('a database that is used, and no more, is none', () => {
  expect(ids({ groups: [tcp('ESTABLISHED', '10.0.0.7:5432', 8), tcp('CLOSE_WAIT', '10.0.0.5:443', 1500)] })).toEqual([
    'http-client-not-closed',
  ]);
});
