import { describe, expect, test } from 'vitest';
import type { ProcessFacts } from '../../src/gunicorn/claim.ts';
import { claimMatches } from '../../src/gunicorn/match.ts';
import { claimAll, facts, families, inBothOrders, titled } from './facts.ts';

const OWN = 999;

function process(pid: number, ppid: number, argv: string[], comm = 'python3'): ProcessFacts {
  return facts({ pid, ppid, argv, comm });
}

function match(all: ProcessFacts[], pattern: RegExp) {
  const claimed = claimAll(all);
  claimMatches(all, pattern, claimed, OWN);
  return families(claimed).map(({ name, master, members }) => ({ name, master, members }));
}

const servers: [string, RegExp, ProcessFacts[], string][] = [
  [
    'uvicorn, whose workers Python starts under other arguments',
    /uvicorn/,
    [
      process(10, 1, ['/usr/bin/python3', '/usr/bin/uvicorn', 'app:app', '--workers', '2'], 'uvicorn'),
      process(11, 10, [
        '/usr/bin/python3',
        '-c',
        'from multiprocessing.spawn import spawn_main',
        '--multiprocessing-fork',
      ]),
    ],
    '10 master, 11 worker',
  ],
  [
    'uvicorn as a module: its workers are started by the full path of the interpreter',
    /uvicorn/,
    [
      process(10, 1, ['python3', '-m', 'uvicorn', 'app:app', '--workers', '2']),
      process(11, 10, [
        '/usr/bin/python3',
        '-c',
        'from multiprocessing.spawn import spawn_main',
        '--multiprocessing-fork',
      ]),
    ],
    '10 master, 11 worker',
  ],
  [
    'puma',
    /puma/,
    [
      process(10, 1, ['puma 6.4.2 (tcp://0.0.0.0:9292) [shop]'], 'ruby'),
      process(11, 10, ['puma: cluster worker 0: 10 [shop]'], 'ruby'),
      process(12, 10, ['puma: cluster worker 1: 10 [shop]'], 'ruby'),
    ],
    '10 master, 11 worker, 12 worker',
  ],
  [
    'php-fpm',
    /^php-fpm/,
    [
      process(10, 1, ['php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf)'], 'php-fpm8.2'),
      process(11, 10, ['php-fpm: pool www'], 'php-fpm8.2'),
    ],
    '10 master, 11 worker',
  ],
  [
    'celery',
    /celery/,
    [
      process(10, 1, ['[celeryd: celery@web:MainProcess] -active- (worker -A shop)'], 'celery'),
      process(11, 10, ['[celeryd: celery@web:ForkPoolWorker-1]'], 'celery'),
    ],
    '10 master, 11 worker',
  ],
  [
    'celery without titles, and what a worker of it starts',
    /celery/,
    [
      process(10, 1, ['/usr/bin/python3', '/usr/bin/celery', '-A', 'shop', 'worker'], 'celery'),
      process(11, 10, ['/usr/bin/python3', '/usr/bin/celery', '-A', 'shop', 'worker'], 'celery'),
      process(12, 11, ['/usr/bin/python3', '/usr/bin/celery', '-A', 'shop', 'worker'], 'celery'),
      process(13, 11, ['git', 'fetch'], 'git'),
    ],
    '10 master, 11 worker, 12 helper',
  ],
];

describe.each(servers)('%s', (_, pattern, all, members) => {
  test.each(inBothOrders(all))('%s', (_order, listed) => {
    expect(match(listed, pattern)).toMatchObject([{ master: 10, members }]);
  });
});

test('a server without children is one of its own, called by its comm', () => {
  expect(match([process(10, 1, ['/usr/sbin/sshd', '-D'], 'sshd')], /sshd/)).toEqual([
    { name: 'sshd', master: 10, members: '10 other' },
  ]);
});

test('what Gunicorn is already stays Gunicorn', () => {
  const all = [titled(10, 1, 'gunicorn: master [shop]'), titled(11, 10, 'gunicorn: worker [shop]')];
  expect(match(all, /gunicorn/)).toEqual([{ name: 'shop', master: 10, members: '10 master, 11 worker' }]);
});

test('kernel threads never match, not even everything', () => {
  expect(match([process(2, 0, [], 'kthreadd')], /.*/)).toEqual([]);
});

describe('fdtop repeats the pattern, but is never meant', () => {
  const server = process(10, 1, ['uvicorn', 'app:app'], 'uvicorn');
  const onlyServer = [{ name: 'uvicorn', master: 10, members: '10 other' }];

  test('itself, and all that stands above it', () => {
    const all = [
      server,
      process(900, 1, ['sshd: me'], 'sshd'),
      process(901, 900, ['-bash'], 'bash'),
      process(902, 901, ['sudo', '-E', 'node', 'x.js', '--match', 'uvicorn'], 'sudo'),
      process(OWN, 902, ['node', 'x.js', '--match', 'uvicorn'], 'node'),
    ];
    expect(match(all, /uvicorn/)).toEqual(onlyServer);
  });

  test.each<string[][]>([
    [['fdtop', '--match', 'uvicorn']],
    [['/usr/local/bin/fdtop', '--match', 'uvicorn']],
    [['node', '/srv/fdtop/dist/fdtop.js', '--match', 'uvicorn']],
    [['node', '--no-warnings', 'dist/fdtop.js', '--match=uvicorn']],
    [['sudo', 'fdtop', '--match', 'uvicorn']],
    [['sudo', '-u', 'root', 'fdtop', '--all', '--match', 'uvicorn']],
    [['watch', '-n', '1', 'fdtop --once --match uvicorn']],
    [['sh', '-c', 'fdtop --once --match uvicorn']],
    [['npm exec fdtop --match uvicorn']],
    [['ssh', 'web-1', 'fdtop', '--match', 'uvicorn']],
  ])('that of somebody else: %j', argv => {
    expect(match([server, process(20, 1, argv, 'x')], /uvicorn/)).toEqual(onlyServer);
  });

  test('a server that lies in a folder called fdtop is still shown', () => {
    const all = [process(10, 1, ['uvicorn', '--app-dir', '/srv/fdtop', 'app:app'], 'uvicorn')];
    expect(match(all, /uvicorn/)).toEqual(onlyServer);
  });
});

describe('what starts a server repeats its command line, but is not its master', () => {
  const server = [
    process(10, 5, ['/usr/bin/python3', '/usr/bin/uvicorn', 'app:app', '--workers', '1'], 'uvicorn'),
    process(11, 10, ['/usr/bin/python3', '-c', 'from multiprocessing.spawn import spawn_main']),
  ];

  test.each<string[][]>([
    [['sh', '-c', 'uvicorn app:app --workers 1']],
    [['/bin/bash', '/srv/start-uvicorn.sh']],
    [['sudo', '-u', 'www-data', 'uvicorn', 'app:app']],
    [['/usr/bin/tini', '--', 'uvicorn', 'app:app']],
    [['timeout', '60', 'uvicorn', 'app:app']],
  ])('%j', argv => {
    const all = [process(5, 1, argv, 'x'), ...server];
    for (const [, listed] of inBothOrders(all)) {
      expect(match(listed, /uvicorn/)).toMatchObject([{ master: 10, members: '10 master, 11 worker' }]);
    }
  });

  test('alone it is what was asked for', () => {
    expect(match([process(5, 1, ['sh', '-c', 'while :; do sleep 1; done'], 'sh')], /sleep/)).toMatchObject([
      { master: 5, members: '5 other' },
    ]);
  });
});

test('a circle of parents ends', () => {
  const all = [process(10, 11, ['a'], 'a'), process(11, 10, ['a'], 'a')];
  expect(match(all, /nothing/)).toEqual([]);
  expect(match(all, /a/)).toHaveLength(1);
});

test('fdtop is known among what wraps it, also where its name stands there twice', () => {
  for (const command of ['sudo fdtop kill fdtop --match=shop', 'npx fdtop\n--match shop'])
    expect(match([process(10, 1, command.split(' '), 'sudo')], /shop/)).toEqual([]);
  expect(match([process(10, 1, ['shop', '--match', 'fdtop '], 'shop')], /shop/)).toHaveLength(1);
  expect(match([process(10, 1, ['shop', 'fdtop '.repeat(300_000)], 'shop')], /shop/)).toHaveLength(1);
});
