import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { Fleet } from '../../src/fleet/fleet.ts';
import { PrometheusApi } from '../../src/fleet/prometheus-api.ts';
import { processKey, type Snapshot } from '../../src/model/snapshot.ts';
import { snapshotText } from '../../src/report/snapshot-text.ts';
import { waitUntil } from '../support/wait.ts';
import { answerText, type HostSpec, hostResult, NOW, series } from './series.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A Prometheus that tells of these hosts; what it was asked, by path. */
async function prometheus(...hosts: HostSpec[]) {
  const state = {
    ...{ hosts, down: false, delay: 0, asked: [] as URL[], headers: [] as (string | undefined)[], extra: {} },
    /** What was scraped last, so many seconds ago, of those that are down now. */
    past: [] as { ago: number; spec: HostSpec }[],
    /** In place of all that. */
    body: null as string | null,
    noPast: false,
    pastWaits: null as Promise<void> | null,
  };
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url!, 'http://prometheus');
    state.asked.push(asked);
    state.headers.push(request.headers.authorization);
    if (state.delay > 0) await sleep(state.delay);
    if (state.down) return void response.writeHead(503).end('<html>');
    if (request.url!.includes('max_over_time')) await state.pastWaits;
    if (state.noPast && request.url!.includes('max_over_time')) return void response.writeHead(422).end('{}');
    if (state.body !== null) return void response.end(state.body);
    const body = JSON.parse(answerText(answerTo(asked.searchParams, state)));
    response.end(JSON.stringify({ ...body, ...state.extra }));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/prom`);
  const fleet = new Fleet(new PrometheusApi(url), { warn: 1000, leak: 10_000 });
  const ask = async () => {
    // A query that took 10 ms gets 40 ms of rest; one that fails asks nobody.
    const before = state.asked.length;
    for (let times = 0; times < 50 && state.asked.length === before; times++) {
      await fleet.ask().catch(() => {});
      await sleep(20);
    }
    await fleet.recalled();
    return fleet.snapshot();
  };
  return { state, fleet, ask, url };
}

interface Known {
  hosts: readonly HostSpec[];
  past: readonly { ago: number; spec: HostSpec }[];
}

/** A mock of PromQL: it knows the three sorts of queries that a fleet asks. */
function answerTo(asked: URLSearchParams, { hosts, past }: Known): object[] {
  const query = asked.get('query')!;
  const isWithin = (ago: number) => ago <= (query.includes('[1w') ? 7 * 24 * 3600 : 3600);
  if (query.includes('max_over_time'))
    return past
      .filter(({ ago }) => isWithin(ago))
      .map(({ ago, spec: { instance, job = 'fdtop' } }) => ({
        metric: { job, instance },
        value: [NOW, `${NOW - ago}`],
      }));
  const time = asked.get('time');
  if (time === null) return hosts.flatMap(hostResult);
  return past
    .filter(({ ago, spec }) => NOW - ago === Number(time) && query.includes(`instance="${spec.instance}"`))
    .flatMap(({ ago, spec }) => hostResult({ ...spec, sampledAgo: ago + 1 }))
    .filter(({ metric }) => metric.__name__ !== 'up');
}

const rows = ({ processes }: Snapshot) => processes.map(({ host, pid, fds, severity }) => [host, pid, fds, severity]);

const WEB_1 = { instance: '10.0.0.1:9948', host: 'web-1', workers: [20, 12_000] };
const WEB_2 = { instance: '10.0.0.2:9948', host: 'web-2', workers: [1500] };

test('one snapshot of all hosts, with our thresholds, and keys that do not collide', async () => {
  const { ask, state } = await prometheus(WEB_1, WEB_2);
  const snapshot = await ask();
  expect(rows(snapshot)).toEqual([
    ['web-1', 101, 20, 'ok'],
    ['web-1', 102, 12_000, 'leaking'],
    ['web-2', 101, 1500, 'elevated'],
  ]);
  expect(new Set(snapshot.processes.map(processKey)).size).toBe(3);
  expect(snapshot.processes[1]).toMatchObject({
    usedPercent: 60,
    limitSoft: 20_000,
    ageSeconds: 3600,
    user: 'www-data',
    service: 'gunicorn',
  });
  expect(
    snapshot.instances.map(({ host, name, unit, workerPids, fds }) => [host, name, unit, workerPids, fds]),
  ).toEqual([
    ['web-1', 'shop:app', 'gunicorn.service', [101, 102], 12_020],
    ['web-2', 'shop:app', 'gunicorn.service', [101], 1500],
  ]);
  expect(snapshot.instances[0]!.id).not.toBe(snapshot.instances[1]!.id);
  expect(snapshot.processes[0]!.instance).toBe(snapshot.instances[0]!.id);
  expect(snapshot).toMatchObject({ host: '2 hosts', system: { filesOpen: 10_000 }, notes: [], fleet: { down: 0 } });
  expect(new Set(state.asked.map(({ pathname }) => pathname))).toEqual(new Set(['/prom/api/v1/query']));
});

test('what may not be read is unknown', async () => {
  const { ask } = await prometheus({ ...WEB_1, workers: [null] });
  expect((await ask()).processes[0]).toMatchObject({ fds: null, fdsUnknown: 'permission', severity: 'unknown' });
});

test('a host that is down keeps its rows, with their age', async () => {
  const { ask, state } = await prometheus(WEB_1, WEB_2);
  await ask();
  state.hosts = [WEB_1, { ...WEB_2, up: false }];
  const snapshot = await ask();
  expect(rows(snapshot)).toHaveLength(3);
  expect(snapshot.processes[2]).toMatchObject({ host: 'web-2', fds: 1500, unchanged: true });
  expect(snapshot.processes[2]!.fdsAgeSeconds).toBeGreaterThanOrEqual(1);
  expect(snapshot.processes[0]!.fdsAgeSeconds).toBe(0);
  expect(snapshot.notes).toEqual([expect.stringMatching(/^web-2 is down: last seen 1 s ago\.$/)]);
  expect(snapshot.fleet).toMatchObject({ hosts: 2, down: 1 });
  state.hosts = [WEB_1, WEB_2];
  expect((await ask()).notes).toEqual([]);
  state.hosts = [WEB_1];
  expect(rows(await ask())).toHaveLength(2);
});

test('hosts that were down from the start are named, those of other jobs are not', async () => {
  const node = { instance: '10.0.0.9:9100', job: 'node', up: false };
  const down = ['3', '4', '5', '6'].map(n => ({ instance: `10.0.0.${n}:9948`, up: false }));
  const { ask } = await prometheus(WEB_1, ...down, node);
  expect((await ask()).notes).toEqual(['10.0.0.3, 10.0.0.4, 10.0.0.5 and 1 more are down: nothing is known of them.']);
});

test('one that was down before anybody looked shows what it told last, with its age', async () => {
  const { ask, state } = await prometheus(WEB_1, { ...WEB_2, up: false });
  state.past = [{ ago: 600, spec: WEB_2 }];
  const snapshot = await ask();
  expect(rows(snapshot).at(-1)).toEqual(['web-2', 101, 1500, 'elevated']);
  expect(snapshot.processes.at(-1)).toMatchObject({ unchanged: true, ageSeconds: 3000 });
  expect(snapshot.processes.at(-1)!.fdsAgeSeconds).toBeGreaterThanOrEqual(600);
  expect(snapshot.notes).toEqual(['web-2 is down: last seen 10 min ago.']);
  expect(snapshot.fleet).toMatchObject({ hosts: 2, down: 1, oldestSeconds: 1 });
  const asked = state.asked.length;
  await ask();
  expect(state.asked.slice(asked).map(({ searchParams }) => searchParams.has('time'))).toEqual([false]);
});

test('also when that was days ago, and when its whole job is down and is not called fdtop', async () => {
  const { ask, state } = await prometheus(WEB_1, { ...WEB_2, job: 'web', up: false });
  state.past = [{ ago: 3 * 24 * 3600, spec: { ...WEB_2, job: 'web' } }];
  expect((await ask()).notes).toEqual(['web-2 is down: last seen 3 d ago.']);
});

test('one that answers, and tells nothing of fdtop any more, is missed', async () => {
  const { ask, state } = await prometheus(WEB_1, WEB_2);
  await ask();
  state.hosts = [WEB_1, { ...WEB_2, tells: false }];
  const snapshot = await ask();
  expect(snapshot.notes).toEqual(['fdtop on web-2 has stopped: last seen 1 s ago.']);
  expect(rows(snapshot)).toHaveLength(3);
  state.hosts = [WEB_1];
  expect(rows(await ask())).toHaveLength(2);
});

test('nobody waits for what was: what is comes meanwhile', async () => {
  const { fleet, state } = await prometheus(WEB_1, { ...WEB_2, up: false });
  state.past = [{ ago: 600, spec: WEB_2 }];
  const { promise, resolve } = Promise.withResolvers<void>();
  state.pastWaits = promise;
  await fleet.ask();
  expect(rows(fleet.snapshot())).toHaveLength(2);
  state.hosts = [
    { ...WEB_1, workers: [7] },
    { ...WEB_2, up: false },
  ];
  await waitUntil('the next answer', async () => {
    await fleet.ask();
    return rows(fleet.snapshot())[0]![2] === 7;
  });
  resolve();
  await fleet.recalled();
  expect(rows(fleet.snapshot()).map(([host]) => host)).toEqual(['web-1', 'web-2']);
});

test('a Prometheus that cannot tell what was tells what is', async () => {
  const { ask, state } = await prometheus(WEB_1, { ...WEB_2, up: false });
  state.past = [{ ago: 600, spec: WEB_2 }];
  state.noPast = true;
  const snapshot = await ask();
  expect(rows(snapshot)).toHaveLength(2);
  expect(snapshot.notes).toEqual(['10.0.0.2 is down: nothing is known of it.']);
});

test('a fdtop that is stuck is told apart from one that is down', async () => {
  const { ask } = await prometheus(WEB_1, { ...WEB_2, sampledAgo: 200 });
  const snapshot = await ask();
  expect(snapshot.notes).toEqual(['fdtop on web-2 is stuck: it last looked 3 min ago.']);
  expect(snapshot.processes[2]!.fdsAgeSeconds).toBeGreaterThanOrEqual(200);
});

test('a count is news once: what Prometheus has not scraped anew adds nothing to the history', async () => {
  const { ask, state } = await prometheus(WEB_1);
  expect((await ask()).processes[0]!.unchanged).toBeUndefined();
  expect((await ask()).processes[0]!.unchanged).toBe(true);
  state.hosts = [{ ...WEB_1, sampledAgo: 0 }];
  expect((await ask()).processes[0]!.unchanged).toBeUndefined();
});

test('a Prometheus that fails is said, what it told stays', async () => {
  const { ask, state, url } = await prometheus(WEB_1);
  const shown = url.href;
  await ask();
  state.down = true;
  const snapshot = await ask();
  expect(rows(snapshot)).toHaveLength(2);
  expect(snapshot.notes[0]).toBe(
    `Prometheus ${shown} does not answer (no Prometheus answers there (HTTP 503, no JSON)): all this is 0 s old.`,
  );
  state.down = false;
  expect((await ask()).notes).toEqual([]);
});

test('one that is not there, and one that knows no fdtop', async () => {
  const { ask, state, url } = await prometheus();
  expect((await ask()).notes).toEqual([
    `Prometheus ${url.href} has no series of fdtop: let it scrape "fdtop metrics" of each host.`,
  ]);
  state.extra = { warnings: ['a store is missing'] };
  expect((await ask()).notes).toContain('Prometheus warns: a store is missing.');
  const nobody = new Fleet(new PrometheusApi(new URL('http://127.0.0.1:9')), { warn: 1, leak: 2 });
  await expect(nobody.ask()).rejects.toThrow('bad port');
  servers.splice(0).forEach(server => void server.close().closeAllConnections());
  expect((await ask()).notes[0]).toContain('does not answer (connection refused)');
});

test('one that is slow is said to be while it is asked, and asked no more than it can bear', async () => {
  const { fleet, state } = await prometheus(WEB_1);
  state.delay = 2300;
  const asking = fleet.ask();
  await sleep(2150);
  expect(fleet.isAging).toBe(true);
  expect(fleet.snapshot().notes[0]).toMatch(/ has not answered for 2 s: nothing is known yet\.$/);
  await asking;
  expect(fleet.snapshot().notes).toEqual([]);
  await fleet.ask();
  expect(state.asked).toHaveLength(1);
});

test('the name and password of the URL are sent, and shown to nobody', async () => {
  const { url, state } = await prometheus(WEB_1);
  const api = new PrometheusApi(new URL(url.href.replace('//', '//me:se%20cret@')));
  await api.query('up');
  expect(state.headers).toEqual([`Basic ${Buffer.from('me:se cret').toString('base64')}`]);
  expect(api.shownUrl).toBe(url.href);
});

test('the time is that of Prometheus', async () => {
  const { ask } = await prometheus(WEB_1);
  expect(Math.abs(Date.parse((await ask()).time) / 1000 - NOW)).toBeLessThan(2);
});

test('labels are what a host says: what is none of our words does not reach the screen, nor break it', async () => {
  const { ask, state } = await prometheus();
  const bad = { pid: '101', role: '\x1b[2J', app: 'a\x1b[31m', unit: '', master: '1e3', ppid: '-1' };
  const target = { instance: '10.0.0.1:9948' };
  state.body = answerText([
    series('up', target, 1),
    series('fdtop_instance_info', { ...target, ...bad, manager: '\x1b]0;x\x07' }, 1),
    series('fdtop_process_info', { ...target, ...bad }, 1),
    series('fdtop_process_info', { ...target, ...bad, pid: 'none' }, 1),
  ]);
  const snapshot = await ask();
  expect(snapshot.processes).toMatchObject([{ pid: 101, ppid: 0, role: 'other' }]);
  expect(snapshot.instances).toMatchObject([{ manager: 'none', masterPid: null }]);
  expect(snapshotText(snapshot, { filter: '', columns: null })).not.toContain('\x1b');
});

test.each([
  ['html', '<html>log in</html>', 'no Prometheus answers there (HTTP 200, no JSON)'],
  ['a part', answerText(hostResult(WEB_1)).slice(0, 300), 'no Prometheus answers there (HTTP 200, no JSON)'],
  ['null for a series', answerText([null as never]), 'its series are not of the form that they have'],
  ['a series without value', answerText([{ metric: {} }]), 'its series are not of the form that they have'],
  ['a number for a text', answerText([{ metric: {}, value: [1, 2] }]), 'its series are not of the form that they have'],
])('%s in place of an answer is told, and what was known stays', async (_, body, why) => {
  const { ask, state } = await prometheus(WEB_1);
  await ask();
  state.body = body;
  const snapshot = await ask();
  expect(snapshot.notes[0]).toContain(why);
  expect(rows(snapshot)).toHaveLength(2);
});

test('an answer without end is given up before it takes all memory', async () => {
  const server = createServer((_, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(1 << 20, ' ')));
    };
    response.on('drain', more);
    more();
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const api = new PrometheusApi(new URL(`http://127.0.0.1:${port}`), { mostBytes: 1 << 20 });
  await expect(api.query('up')).rejects.toThrow('its answer is larger than 1M');
});

test('a % that encodes nothing in a password is a %', async () => {
  const { url, state } = await prometheus(WEB_1);
  const api = new PrometheusApi(new URL(url.href.replace('//', '//me:100%zz@')));
  await api.query('up');
  expect(state.headers).toEqual([`Basic ${Buffer.from('me:100%zz').toString('base64')}`]);
});
