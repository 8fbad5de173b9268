import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/start.ts';
import { readHeartbeats } from '../../src/proc/heartbeat.ts';
import { buildProgram } from './bundle.ts';
import { describeFlavours, inOrder } from './flavours.ts';
import { argvOf, childrenOf, closeWaitsOf, isGone, linksOf, parentOf, until } from './processes.ts';

describeFlavours('the demo as a service', ({ gunicorn }) => {
  let demo: Demo;
  let built: Awaited<ReturnType<typeof buildProgram>>;
  const workers = () => childrenOf(demo.masterPid);
  const leaker = () => workers().find(pid => linksOf(pid).length > 200);

  beforeAll(async () => {
    built = await buildProgram();
    demo = await startDemo({ program: built.program, gunicorn });
  }, 60_000);

  afterAll(async () => {
    await demo?.stop();
    built.remove();
  }, 60_000);

  test('runs a master with four workers, titled as Gunicorn titles them', inOrder, () => {
    const app = gunicorn ? 'leaky_app:app' : 'demo';
    expect(argvOf(demo.masterPid)[0]).toBe(`gunicorn: master [${app}]`);
    expect(workers().map(pid => argvOf(pid)[0])).toEqual(Array(4).fill(`gunicorn: worker [${app}]`));
    expect(argvOf(parentOf(demo.masterPid))[0]).toBe('fdtop: demo');
    expect(demo.describe).toContain(String(demo.masterPid));
  });

  test('leaks in one worker: over 1,000 fds, most of them in CLOSE_WAIT', inOrder, async () => {
    await until('1,000 fds', () => workers().some(pid => linksOf(pid).length > 1_000), 60);
    const pid = leaker()!;
    const links = linksOf(pid);
    expect(closeWaitsOf(pid) / links.length).toBeGreaterThan(0.7);
    expect(links.filter(link => link.endsWith(' (deleted)')).length).toBeGreaterThan(20);
    expect(links.filter(link => link.startsWith('pipe:')).length).toBeGreaterThan(50);
    expect(links.filter(link => /\/(hosts|orders\.log)$/.test(link)).length).toBeGreaterThan(20);
    const others = workers().filter(other => other !== pid);
    expect(Math.max(...others.map(other => linksOf(other).length))).toBeLessThan(100);
    expect(linksOf(parentOf(demo.masterPid)).length).toBeLessThan(100);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)('replaces a worker ended by %s', inOrder, async signal => {
    // Gunicorn halts when INT meets a worker that still loads the app: one that beats has done so.
    const serving = () =>
      workers().find(pid => pid !== leaker() && readHeartbeats('/proc', pid)?.every(({ beats }) => beats));
    await until('a worker serves', () => serving() !== undefined);
    const victim = serving()!;
    process.kill(victim, signal);
    await until('it is gone and replaced', () => isGone(victim) && workers().length === 4);
  });

  test('replaces a killed leaker, and the new worker leaks', inOrder, async () => {
    const old = workers();
    const victim = leaker()!;
    process.kill(victim, 'SIGKILL');
    await until('it is gone and replaced', () => isGone(victim) && workers().length === 4);
    const fresh = workers().find(pid => !old.includes(pid));
    await until('another one leaks', () => leaker() !== undefined, 60);
    expect(leaker()).toBe(fresh);
  });

  test('takes SIGHUP as a reload: the same master, new workers, one of them leaks', {
    timeout: 120_000,
  }, async () => {
    const old = workers();
    process.kill(demo.masterPid, 'SIGHUP');
    await until('only new workers', () => workers().length === 4 && old.every(isGone), 40);
    expect(isGone(demo.masterPid)).toBe(false);
    await until('one of the new workers leaks', () => leaker() !== undefined, 60);
  });

  test('takes SIGTTIN and SIGTTOU as one worker more and less', inOrder, async () => {
    process.kill(demo.masterPid, 'SIGTTIN');
    await until('five workers', () => workers().length === 5);
    process.kill(demo.masterPid, 'SIGTTOU');
    await until('four workers', () => workers().length === 4);
  });

  test('is gone after stop(), which may be called twice', inOrder, async () => {
    const all = [parentOf(demo.masterPid), demo.masterPid, ...workers()];
    await demo.stop();
    expect(all.filter(pid => !isGone(pid))).toEqual([]);
    await demo.stop();
  });
});
