/** Workers that are hard to read: a heap of a gigabyte, 15,000 fds, and one that is read again and again. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readOriginsApart } from '../../src/python/origins-process.ts';
import { readOrigins } from '../../src/python/read-origins.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { startProcessLoad } from '../support/load-process.ts';
import { need } from '../support/need.ts';
import { expected, LEAKS, originOf, summary } from './leaks.ts';

const live = LEAKS.find(({ kind }) => kind === 'live')!;
const files = LEAKS.find(({ kind }) => kind === 'files')!;
const nothing = (pattern: RegExp) => expect.stringMatching(pattern);

/** State, and the pid of the process that traces it, of /proc/PID/status. */
function status(pid: number): { state: string; tracer: string } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { state: /^State:\s+(\S)/m.exec(text)![1]!, tracer: /^TracerPid:\s+(\d+)/m.exec(text)![1]! };
}

/** In megabytes. */
function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

need('gunicorn')('a worker whose heap is 1 GB', () => {
  test('its 60 leaked fds are found, and a bound that is reached is told', async () => {
    const gunicorn = await startGunicorn({ args: ['--timeout', '120', 'leaky:app'] });
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request('/grow/1000');
    await gunicorn.request('/leak/live/60');
    expect(memoryOf(pid)).toBeGreaterThan(1000);
    const request = { procRoot: '/proc', pid, startTime: null };

    const origins = await readOriginsApart({ ...request, limits: { seconds: 60 } });
    expect({ complete: origins.complete, notes: origins.notes }).toEqual({ complete: true, notes: [] });
    expect(summary(originOf(live, origins))).toEqual(expected(live, nothing));

    const bounded = await readOrigins({ ...request, limits: { seconds: 60, bytes: 500 * 2 ** 20 } });
    expect(bounded).toMatchObject({ complete: false, notes: ['stopped after 500 MB read: there may be more'] });
    const claims = bounded.groups.find(({ label }) => live.label.test(label))!.origins;
    expect(claims.map(({ confidence }) => confidence)).not.toContain('high');
    expect(gunicorn.workerPids()).toEqual([pid]);
    await gunicorn.stop();
  }, 120_000);
});

need('gunicorn', 'util-linux')('a worker with 15,000 fds', () => {
  test('the holder and the lines are the same', async () => {
    const gunicorn = await startGunicorn({ args: ['leaky:app'], nofile: 20_000 });
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request('/leak/files/15000');
    const origins = await readOrigins({ procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } });
    const origin = originOf(files, origins);
    expect(summary(origin)).toEqual(expected(files, nothing));
    expect(origin.container?.length).toBe(15_000);
    expect(origins.groups[0]!.count).toBeGreaterThan(14_500);
    expect(gunicorn.workerPids()).toEqual([pid]);
    await gunicorn.stop();
  });
});

need('gunicorn')('a worker that is read 100 times under load', () => {
  test('never stops, never dies, answers everything, and is told right each time', async () => {
    const gunicorn = await startGunicorn({ args: ['leaky:app'] });
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request('/leak/live/60');
    const load = startProcessLoad(gunicorn.port, 0.02);
    const seen = { states: new Set<string>(), tracers: new Set<string>(), answers: new Set<string>() };
    const onProgress = () => {
      const { state, tracer } = status(pid);
      seen.states.add(state);
      seen.tracers.add(tracer);
    };
    for (let walk = 0; walk < 100; walk += 1) {
      const request = { procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } };
      const { heldBy, openedAt, storedAt } = originOf(live, await readOrigins(request, { onProgress }));
      seen.answers.add([heldBy, openedAt?.line, storedAt?.line].join(' '));
    }
    const { answered, failed } = await load.stop();
    expect([...seen.answers]).toEqual([`leaky.apis.Client.live ${expectedLines()}`]);
    // T, t: stopped, by a signal or a tracer.
    expect([...seen.states].filter(state => !'RSD'.includes(state))).toEqual([]);
    expect([...seen.tracers]).toEqual(['0']);
    expect(gunicorn.workerPids()).toEqual([pid]);
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    await gunicorn.stop();
  }, 600_000);
});

function expectedLines(): string {
  const { opened, stored } = expected(live, nothing);
  return [opened, stored].map(place => place?.split(':')[1]).join(' ');
}
