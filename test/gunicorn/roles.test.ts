import { describe, expect, test } from 'vitest';
import type { ProcessFacts } from '../../src/gunicorn/claim.ts';
import { assignRoles } from '../../src/gunicorn/roles.ts';
import { claimAll, facts, inBothOrders, titled, untitled } from './facts.ts';

const beat = (name: string) => ({ name: `wgunicorn-${name}`, beats: true });
const BEAT = beat('ab12cd');

const cases: [string, ProcessFacts[], Record<number, string>][] = [
  [
    'titles decide where there are titles',
    [titled(10, 1, 'gunicorn: master [a]'), titled(11, 10, 'gunicorn: worker [a]')],
    { 10: 'master', 11: 'worker' },
  ],
  [
    'the tree decides where there are none: master, workers, and what these start',
    [untitled(10, 1), untitled(11, 10), untitled(12, 10), untitled(13, 11), untitled(14, 13)],
    { 10: 'master', 11: 'worker', 12: 'worker', 13: 'helper', 14: 'helper' },
  ],
  ['a master without workers boots or idles', [untitled(10, 1)], { 10: 'master' }],
  ['so does a titled one', [titled(10, 1, 'gunicorn: master [a]')], { 10: 'master' }],
  [
    'a worker forked a moment ago still wears the title of its master',
    [titled(10, 1, 'gunicorn: master [a]'), titled(11, 10, 'gunicorn: master [a]')],
    { 10: 'master', 11: 'worker' },
  ],
  [
    'even where the title has no name',
    [titled(10, 1, 'gunicorn: master'), titled(11, 10, 'gunicorn: master')],
    { 10: 'master', 11: 'worker' },
  ],
  [
    'a worker that forks hands its title on',
    [
      titled(10, 1, 'gunicorn: master [a]'),
      titled(11, 10, 'gunicorn: worker [a]'),
      titled(12, 11, 'gunicorn: worker [a]'),
    ],
    { 10: 'master', 11: 'worker', 12: 'helper' },
  ],
  [
    'USR2 by title: the next generation is called NAME.2, and its first workers too',
    [
      titled(10, 1, 'gunicorn: master [a]'),
      titled(11, 10, 'gunicorn: worker [a]'),
      titled(20, 10, 'gunicorn: master [a.2]'),
      titled(21, 20, 'gunicorn: master [a.2]'),
      titled(22, 20, 'gunicorn: worker [a.2]'),
    ],
    { 10: 'master', 11: 'worker', 20: 'master', 21: 'worker', 22: 'worker' },
  ],
  [
    'USR2 without titles: GUNICORN_PID names the master that was re-executed; workers inherit the variable',
    [untitled(10, 1), untitled(11, 10), untitled(20, 10, { upgradedFrom: 10 }), untitled(21, 20, { upgradedFrom: 10 })],
    { 10: 'master', 11: 'worker', 20: 'master', 21: 'worker' },
  ],
  [
    'the master of a second USR2 is told by its own GUNICORN_PID',
    [
      untitled(20, 1, { upgradedFrom: 10 }),
      untitled(30, 20, { upgradedFrom: 20 }),
      untitled(21, 20, { upgradedFrom: 10 }),
    ],
    { 20: 'master', 30: 'master', 21: 'worker' },
  ],
  [
    'the arbiter and the workers of Gunicorn 25 for dirty work',
    [
      titled(10, 1, 'gunicorn: master [a]'),
      titled(11, 10, 'gunicorn: worker [a]'),
      titled(12, 10, 'gunicorn: dirty-arbiter'),
      titled(13, 12, 'gunicorn: dirty-worker [a]'),
    ],
    { 10: 'master', 11: 'worker', 12: 'dirty-arbiter', 13: 'dirty-worker' },
  ],
  [
    'a dirty worker forked a moment ago still wears the title of its arbiter',
    [
      titled(10, 1, 'gunicorn: master [a]'),
      titled(12, 10, 'gunicorn: dirty-arbiter'),
      titled(13, 12, 'gunicorn: dirty-arbiter'),
    ],
    { 10: 'master', 12: 'dirty-arbiter', 13: 'dirty-worker' },
  ],
  [
    'an orphan stays what its title says',
    [titled(11, 1, 'gunicorn: worker [a]'), titled(13, 1, 'gunicorn: dirty-worker [a]')],
    { 11: 'worker', 13: 'dirty-worker' },
  ],
  [
    'a second Gunicorn started by a worker of the first is a master of its own',
    [
      titled(10, 1, 'gunicorn: master [a]'),
      titled(11, 10, 'gunicorn: worker [a]'),
      titled(20, 11, 'gunicorn: master [b]'),
      titled(21, 20, 'gunicorn: worker [b]'),
    ],
    { 10: 'master', 11: 'worker', 20: 'master', 21: 'worker' },
  ],
  [
    'an application that embeds Gunicorn, known by heartbeat',
    [
      facts({ pid: 10, ppid: 1, argv: ['python3', 'serve.py'], heartbeats: [BEAT] }),
      facts({ pid: 11, ppid: 10, argv: ['python3', 'serve.py'], heartbeats: [BEAT] }),
    ],
    { 10: 'master', 11: 'worker' },
  ],
  [
    'an orphan without title is a worker: it beats, and was forked into the group of another',
    [
      untitled(11, 1, { leadsGroup: false, heartbeats: [BEAT] }),
      untitled(12, 1, { leadsGroup: false, heartbeats: [BEAT] }),
    ],
    { 11: 'worker', 12: 'worker' },
  ],
  [
    'a master between two workers is none, for it leads its group',
    [untitled(10, 1, { heartbeats: [BEAT] })],
    { 10: 'master' },
  ],
  [
    'nor is one that boots its first worker',
    [untitled(10, 1, { leadsGroup: false, heartbeats: [{ ...BEAT, beats: false }] })],
    { 10: 'master' },
  ],
  [
    'a dirty arbiter without title watches workers that the master does not know (Gunicorn 25)',
    [
      untitled(10, 1, { heartbeats: [beat('a'), beat('b')] }),
      untitled(11, 10, { leadsGroup: false, heartbeats: [beat('a')] }),
      untitled(12, 10, { leadsGroup: false, heartbeats: [beat('c'), beat('d')] }),
      untitled(13, 12, { leadsGroup: false, heartbeats: [beat('c')] }),
      untitled(14, 11, { leadsGroup: false, heartbeats: [beat('a')] }),
    ],
    { 10: 'master', 11: 'worker', 12: 'dirty-arbiter', 13: 'dirty-worker', 14: 'helper' },
  ],
];

describe.each(cases)('%s', (_, processes, roles) => {
  test.each(inBothOrders(processes))('%s', (_order, listed) => {
    expect(Object.fromEntries(assignRoles(claimAll(listed)))).toEqual(roles);
  });
});

test('a circle of parents, read from a changing tree, ends', () => {
  const roles = assignRoles(claimAll([untitled(10, 12), untitled(11, 10), untitled(12, 11), untitled(13, 13)]));
  expect([...roles.keys()].sort()).toEqual([10, 11, 12, 13]);
});

test('a line of a thousand forks ends', () => {
  const line = Array.from({ length: 1000 }, (_, index) => untitled(10 + index, 9 + index));
  expect(assignRoles(claimAll(line.reverse())).size).toBe(1000);
});
