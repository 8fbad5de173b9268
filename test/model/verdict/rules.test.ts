/** Each rule on a case of its own: told where it holds, silent where it does not, never without numbers and advice. */
import { describe, expect, it, test } from 'vitest';
import type { Evidence, EvidenceGroup } from '../../../src/model/verdict/evidence.ts';
import { RULES, verdictsOf } from '../../../src/model/verdict/verdicts.ts';
import { accepted, evidence, group, tcp, usual, worker } from './evidence.ts';

const growing = { growth: { perSecond: 40, sustained: true, seconds: 2 } };
const few = { siblings: [31, 40, 34] };
const of = (groups: EvidenceGroup[], more: Partial<Evidence> = {}) =>
  evidence({ ...more, groups: [...groups, ...usual].sort((a, b) => b.count - a.count) });

interface Case {
  id: string;
  evidence: Evidence;
  confidence: 'high' | 'medium' | 'low';
  title?: RegExp;
  says: RegExp;
  advises: RegExp;
}

const cases: Record<string, Case> = {
  'the incident: 480,000 connections in CLOSE_WAIT': {
    id: 'http-client-not-closed',
    evidence: of([tcp('CLOSE_WAIT', '10.0.0.5:443', 480_000)], { ...few, process: worker(488_868, 500_000) }),
    confidence: 'high',
    title: /^HTTP client connections are not closed$/,
    says: /480,000 open files \(100%\) are TCP CLOSE_WAIT → 10\.0\.0\.5:443/,
    advises: /finally: conn\.close\(\)/,
  },
  'a young leak, seen by its growth': {
    id: 'http-client-not-closed',
    evidence: of([tcp('CLOSE_WAIT', '127.0.0.1:4443', 80, { perSecond: 40 })], growing),
    confidence: 'high',
    title: /^Client connections \(HTTP, or alike\)/,
    says: /they grow by \+40\/s in the last 2 s/,
    advises: /Session/,
  },
  'clients that stay connected, more by the second': {
    id: 'client-connections-kept',
    evidence: of([tcp('ESTABLISHED', '10.0.0.5:443', 2000, { perSecond: 40 })], growing),
    confidence: 'high',
    says: /2,000 open files/,
    advises: /SESSION = requests\.Session\(\)/,
  },
  'a large pool that is flat': {
    id: 'idle-client-pool',
    evidence: of([tcp('ESTABLISHED', '10.0.0.5:9000', 1500)]),
    confidence: 'medium',
    says: /did not grow in the last 2 s/,
    advises: /pool_maxsize/,
  },
  'a database by its port': {
    id: 'db-connections-kept',
    evidence: of([tcp('ESTABLISHED', '10.0.0.7:5432', 1200)], few),
    confidence: 'high',
    title: /PostgreSQL/,
    says: /1,200 open files/,
    advises: /contextlib\.closing\(psycopg2/,
  },
  'a database on an odd port by the process behind it': {
    id: 'db-connections-kept',
    evidence: of([tcp('ESTABLISHED', '127.0.0.1:40001', 1200, { listener: { pid: 812, name: 'redis-server' } })]),
    confidence: 'high',
    title: /Redis/,
    says: /behind 127\.0\.0\.1:40001 listens redis-server \(pid 812\)/,
    advises: /ConnectionPool/,
  },
  'clients that have gone': {
    id: 'accepted-not-closed',
    evidence: of([accepted('CLOSE_WAIT', 1800)], few),
    confidence: 'high',
    says: /the client has closed/,
    advises: /finally: source\.close\(\)/,
  },
  'clients that are there': {
    id: 'accepted-not-closed',
    evidence: of([accepted('ESTABLISHED', 1800)]),
    confidence: 'low',
    title: /Very many clients/,
    says: /1,803 open files/,
    advises: /--worker-connections/,
  },
  'sockets without a peer': {
    id: 'sockets-without-peer',
    evidence: of([group('socket-unlisted', 'socket in no table: never connected, or reset and not closed', 1400)]),
    confidence: 'high',
    says: /never connected, was reset/,
    advises: /except OSError: sock\.close\(\)/,
  },
  'one log, opened again and again': {
    id: 'same-file-reopened',
    evidence: of([group('file', '/var/log/app/web.log', 1500)]),
    confidence: 'high',
    title: /web\.log/,
    says: /open 1,500 times/,
    advises: /FileHandler/,
  },
  'SQLite, three files each': {
    id: 'same-file-reopened',
    evidence: of([
      group('file', '/srv/db.sqlite3', 700),
      group('file', '/srv/db.sqlite3-wal', 700),
      group('file', '/srv/db.sqlite3-shm', 700),
    ]),
    confidence: 'high',
    says: /2,100 open files .* × 700, and 2 smaller groups/,
    advises: /closing\(sqlite3\.connect/,
  },
  'uploads that stay open': {
    id: 'files-not-closed',
    evidence: of([group('file', '/srv/uploads/ 1,500 different files', 1500)]),
    confidence: 'medium',
    title: /: \/srv\/uploads\/$/,
    says: /1,500 open files/,
    advises: /with open\(path, "rb"\)/,
  },
  'a log that was rotated': {
    id: 'deleted-files',
    evidence: of([group('deleted-file', '/var/log/app.log.1 (deleted)', 900)], few),
    confidence: 'high',
    title: /rotated/,
    says: /disk space/,
    advises: /WatchedFileHandler/,
  },
  'temporary files': {
    id: 'deleted-files',
    evidence: of([group('deleted-file', '/tmp/upload- 1,500 different files (deleted)', 1500)]),
    confidence: 'high',
    title: /Temporary/,
    says: /1,500/,
    advises: /TemporaryFile/,
  },
  'pipes of subprocesses': {
    id: 'subprocess-pipes',
    evidence: of([group('pipe', 'pipe', 1600), group('pidfd', 'pidfd', 400)]),
    confidence: 'high',
    says: /2,000 open files/,
    advises: /subprocess\.run/,
  },
  'an event loop for each request': {
    id: 'event-loops',
    evidence: of(
      [
        group('eventpoll', 'eventpoll', 500, { perSecond: 10 }),
        group('unix', 'unix (unnamed)', 1000, { perSecond: 20 }),
      ],
      growing,
    ),
    confidence: 'high',
    says: /500 open files/,
    advises: /finally: loop\.close\(\)/,
  },
  'unix sockets': {
    id: 'unix-sockets-kept',
    evidence: of([group('unix', 'unix (unnamed)', 1500)]),
    confidence: 'medium',
    says: /1,500/,
    advises: /closing/,
  },
  inotify: {
    id: 'inotify',
    evidence: of([group('inotify', 'inotify', 120)], { process: worker(128, 200) }),
    confidence: 'medium',
    says: /max_user_instances/,
    advises: /observer\.stop/,
  },
  'what the master has opened': {
    id: 'inherited-from-master',
    evidence: of([group('file', '/srv/geo.db', 1500)], {
      siblings: [1508, 1507],
      shared: { masterPid: 10, count: 1503, inSibling: 1503, examples: ['1500 × file /srv/geo.db'] },
    }),
    confidence: 'high',
    says: /1,503 of its 1,508 open files .* master 10/,
    advises: /def post_fork/,
  },
  'a limit that is too low': {
    id: 'limit-too-low',
    evidence: evidence({
      process: worker(230, 256),
      siblings: [220, 240],
      groups: [accepted('ESTABLISHED', 30), group('file', '/srv/data/ 150 different files', 40), ...usual],
    }),
    confidence: 'high',
    says: /configured with 65,536: its next start gets that/,
    advises: /fdtop limit 4711 4096/,
  },
  'the whole system is full': {
    id: 'system-table-full',
    evidence: evidence({ system: { filesOpen: 95_000, filesMax: 100_000 } }),
    confidence: 'high',
    says: /95,000 open files are 95% of fs\.file-max 100,000/,
    advises: /sysctl fs\.file-max=200000/,
  },
  'few open files': {
    id: 'healthy',
    evidence: evidence(few),
    confidence: 'high',
    says: /12 open files/,
    advises: /Nothing to do/,
  },
  'what may not be read': {
    id: 'unknown',
    evidence: evidence({ groups: null, unread: 'permission', process: worker(null, 1024) }),
    confidence: 'low',
    says: /may not be read/,
    advises: /as root/,
  },
  'a recording of a leak': {
    id: 'unknown',
    evidence: evidence({ groups: null, unread: 'recording', process: worker(12_000, 65_536) }),
    confidence: 'low',
    title: /^It holds too many open files/,
    says: /12,000 open files, 18% of its soft limit 65,536/,
    advises: /fdtop diagnose --worst/,
  },
  'a recording of a process that is well': {
    id: 'healthy',
    evidence: evidence({ groups: null, unread: 'recording', process: worker(40, 65_536) }),
    confidence: 'medium',
    says: /40 open files/,
    advises: /Nothing to do/,
  },
  'what is like no known cause': {
    id: 'unexplained',
    evidence: of([group('timerfd', 'timerfd', 1500)]),
    confidence: 'low',
    says: /1,500 \(99\.5%\) are timerfd/,
    advises: /fdtop types 4711 --exact/,
  },
};

describe.each(Object.entries(cases))('%s', (_, { id, evidence, confidence, title, says, advises }) => {
  const verdicts = verdictsOf(evidence);
  it(`is ${id}`, () => {
    expect(verdicts[0]).toMatchObject({ id, confidence });
    if (title) expect(verdicts[0]!.title).toMatch(title);
    expect(verdicts[0]!.evidence.join('\n')).toMatch(says);
    expect(verdicts[0]!.advice.join('\n')).toMatch(advises);
  });

  it('has numbers, advice and one line each', () => {
    for (const verdict of verdicts) {
      expect(verdict.evidence.length).toBeGreaterThan(0);
      expect(verdict.advice.length).toBeGreaterThan(0);
      for (const line of [...verdict.evidence, ...verdict.advice])
        expect(line).not.toMatch(/\n|undefined|NaN|\bnull\b(?<!dev.null)/);
    }
  });
});

test('every rule has a case', () => {
  const told = new Set(Object.values(cases).flatMap(({ evidence }) => verdictsOf(evidence).map(({ id }) => id)));
  for (const rule of RULES) {
    const spoke = Object.values(cases).some(({ evidence }) => rule(evidence) !== null);
    expect(spoke, rule.name).toBe(true);
  }
  expect(told.size).toBeGreaterThanOrEqual(RULES.length);
});

test('a service as it should be is called healthy, whatever its few files are', () => {
  const all = Object.values(cases).flatMap(({ evidence }) => evidence.groups ?? []);
  const groups = all.map(each => ({ ...each, count: 3, perSecond: 0 }));
  const verdicts = verdictsOf(evidence({ groups, process: worker(3 * groups.length, 65_536), siblings: [200, 220] }));
  expect(verdicts.map(({ id }) => id)).toEqual(['healthy']);
});
