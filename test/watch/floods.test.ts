import { expect, test } from 'vitest';
import { type News, NO_SUBJECT, plainNews } from '../../src/watch/event.ts';
import { isWanted } from '../../src/watch/event-share.ts';
import { Floods, MOST_A_MINUTE } from '../../src/watch/floods.ts';
import { Feed, worker } from './samples.ts';

const OF_MALLORY = { ...NO_SUBJECT, manager: 'none', user: 'mallory' } as const;
const OF_DEPLOY = { ...OF_MALLORY, user: 'deploy' };
const OF_UNIT = { ...NO_SUBJECT, manager: 'systemd', unit: 'shop.service', user: 'mallory' } as const;

const alert = (pid: number, subject: News['subject'], level: News['level'] = 'leak') =>
  plainNews('alert', 'it leaks', { level, key: `${pid}@1:${level}`, subject: { ...subject, pid } });
const end = (pid: number, subject: News['subject']) => ({ ...alert(pid, subject), event: 'resolved' as const });

/** How many of so many it lets through. */
function letThrough(floods: Floods, count: number, now: number, newsOf: (index: number) => News): number {
  return Array.from({ length: count }, (_, index) => floods.lets(newsOf(index), now)).filter(Boolean).length;
}

test('of one user so many alerts a minute are told, and one line for the others, of the worst level of them', () => {
  const floods = new Floods();
  expect(letThrough(floods, 80, 0, pid => alert(pid, OF_MALLORY, pid === 60 ? 'critical' : 'warn'))).toBe(
    MOST_A_MINUTE,
  );
  expect(floods.lets(alert(900, OF_DEPLOY), 1)).toBe(true);
  expect(letThrough(floods, 80, 1, pid => alert(1000 + pid, OF_UNIT))).toBe(80);
  expect(floods.due(59)).toEqual([]);
  const told = floods.due(60);
  expect(told).toMatchObject([{ event: 'more-alerts', level: 'critical', subject: OF_MALLORY }]);
  expect(told[0]!.text).toBe('50 more alerts of processes of user mallory, not told one by one');
  expect(floods.lets(told[0]!, 60)).toBe(true);
  expect(floods.due(1000)).toEqual([]);
  expect(floods.lets(alert(2000, OF_MALLORY), 61)).toBe(true);
});

test('what was not told has no end that is told, also after a restart; what was told has', () => {
  const floods = new Floods();
  letThrough(floods, MOST_A_MINUTE + 2, 0, pid => alert(pid, OF_MALLORY));
  expect(floods.lets(end(1, OF_MALLORY), 1)).toBe(true);
  expect(floods.lets(end(MOST_A_MINUTE, OF_MALLORY), 1)).toBe(false);
  const again = new Floods(JSON.parse(JSON.stringify(floods.untold)));
  expect(again.lets(end(MOST_A_MINUTE + 1, OF_MALLORY), 0)).toBe(false);
  expect(again.untold).toEqual([]);
});

test('lines about what comes and goes are counted by themselves: they take no alert the room', () => {
  const floods = new Floods();
  const found = () => plainNews('instance-found', 'watching', { subject: OF_MALLORY });
  expect(letThrough(floods, MOST_A_MINUTE + 1, 0, found)).toBe(MOST_A_MINUTE);
  expect(floods.lets(alert(1, OF_MALLORY), 0)).toBe(true);
  expect(letThrough(floods, 100, 0, () => plainNews('guard', 'it replaces', { level: 'guard' }))).toBe(100);
  expect(floods.due(60).map(({ event, text }) => [event, text])).toEqual([
    ['more-lines', '1 more line of processes of user mallory, not told one by one'],
  ]);
});

test('the line for many goes to all who want some of them', () => {
  const more = { event: 'more-alerts', level: 'leak' } as const;
  expect([null, ['warn'], ['leak'], ['critical']].map(levels => isWanted(more, levels as never))).toEqual([
    ...[true, true, true, false],
  ]);
  expect(isWanted({ event: 'alert', level: 'leak' }, ['warn'])).toBe(false);
});

test('the rules say whose it is, of the end of a process, too', () => {
  const feed = new Feed({ samplesUp: 1 });
  const users = (news: News[]) => news.map(({ event, subject }) => [event, subject.user]);
  expect(users(feed.see(worker(1, 5, { role: 'master', user: 'root' }), worker(7, 20_000)))).toEqual([
    ['instance-found', 'root'],
    ['alert', 'www-data'],
  ]);
  feed.see(worker(1, 5, { role: 'master', user: 'root' }));
  expect(users(feed.see(worker(1, 5, { role: 'master', user: 'root' })))).toEqual([['resolved', 'www-data']]);
});
