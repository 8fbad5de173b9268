/** The guard on a real Gunicorn: it replaces what leaks while the service serves, and stops where it would do harm. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fdtop } from '../support/fdtop.ts';
import { type Gunicorn, type GunicornOptions, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { cgroups, moveIntoUnit, moveIntoUserUnit } from '../support/unit-cgroup.ts';
import { startWatch, watchFolder } from './watcher.ts';

/** A user of the tests' own. */
const MALLORY = 64_123;

/** It cares for the instances of this test only: others may leak in tests of their own. */
function configOf(...only: string[]) {
  const folder = watchFolder();
  folder.configure(
    ...['warn = 1000', 'leak = 3000'],
    ...['[guard]', `only = ${JSON.stringify(only)}`, 'over = 3000', 'samples = 2', 'cooldown = 0', 'per-hour = 5'],
  );
  return folder;
}

/** A Gunicorn that the kernel says is in this unit of the system. */
async function startInUnit(unit: string, options: GunicornOptions = {}): Promise<Gunicorn> {
  const gunicorn = await startGunicorn({ name: 'guarded', setproctitle: false, ...options });
  moveIntoUnit(unit, gunicorn.masterPid, ...gunicorn.workerPids());
  return gunicorn;
}

/** Requests one after the other until it is ended; gives the status of each, 0 for a connection that broke. */
function keepAsking(gunicorn: Gunicorn): { end(): Promise<number[]> } {
  const statuses: number[] = [];
  let goes = true;
  const asking = (async () => {
    while (goes) {
      statuses.push(
        await gunicorn.request().then(
          ({ status }) => status,
          () => 0,
        ),
      );
    }
  })();
  return {
    async end() {
      goes = false;
      await asking;
      return statuses;
    },
  };
}

need(
  'gunicorn',
  'python3-setproctitle',
  'util-linux',
  root,
  cgroups,
)('the guard', () => {
  it('replaces a leaking worker, and the service goes on serving', async () => {
    const gunicorn = await startInUnit('fdtop-guarded.service', { workers: 3 });
    const [leaker] = gunicorn.workerPids();
    const watch = await startWatch(configOf('fdtop-guarded'), '--act', 'recycle');
    await watch.next('started');
    const load = keepAsking(gunicorn);
    await gunicorn.hold(leaker!, 'file', 4000);
    const replaced = await watch.next('guard', ({ text }) => text.includes('has replaced'));
    const statuses = await load.end();
    expect(replaced.text).toMatch(new RegExp(`has replaced worker ${leaker} of .*replacement \\d+ is up`));
    expect(isAlive(leaker!)).toBe(false);
    await gunicorn.waitForWorkers(3);
    expect(statuses.filter(status => status !== 200)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(5);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 90_000);

  it('stops itself where the app on disk is broken: the leaking worker lives, and somebody is told', async () => {
    const gunicorn = await startInUnit('fdtop-broken.service', { workers: 2 });
    const [leaker] = gunicorn.workerPids();
    writeFileSync(join(gunicorn.dir, 'holder.py'), 'raise RuntimeError("broken on disk")\n');
    const watch = await startWatch(configOf('fdtop-broken.service'), '--act', 'recycle');
    await watch.next('started');
    await gunicorn.hold(leaker!, 'file', 4000);
    const stopped = await watch.next('guard', ({ level }) => level === 'critical');
    expect(stopped.text).toMatch(
      /stopped itself for fdtop-broken\.service: .*the app on disk does not load: .*broken on disk/,
    );
    expect(isAlive(leaker!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 90_000);

  it('as a dry run says whom it would replace, and does not', async () => {
    const gunicorn = await startInUnit('fdtop-dry.service');
    const [leaker] = gunicorn.workerPids();
    const watch = await startWatch(configOf('fdtop-dry.service'), '--act', 'recycle', '--dry-run');
    await watch.next('started');
    await gunicorn.hold(leaker!, 'file', 4000);
    const would = await watch.next('guard', ({ text }) => text.includes('would replace'));
    expect(would.text).toMatch(new RegExp(`would replace worker ${leaker} of `));
    expect(isAlive(leaker!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 60_000);

  it('leaves a worker alone while an upgrade (USR2) runs, and says so', async () => {
    const gunicorn = await startInUnit('fdtop-upgrading.service', { name: 'upgrading-guarded' });
    const [leaker] = gunicorn.workerPids();
    await gunicorn.usr2();
    const watch = await startWatch(configOf('fdtop-upgrading.service'), '--act', 'recycle');
    await watch.next('started');
    await gunicorn.hold(leaker!, 'file', 4000);
    const waits = await watch.next('guard', ({ text }) => text.includes('waits'));
    expect(waits.text).toBe('the guard waits: an upgrade (USR2) of upgrading-guarded is in progress');
    expect(isAlive(leaker!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 90_000);

  it('of root touches nothing that only calls itself what it cares for, whatever that holds', async () => {
    const honest = await startInUnit('fdtop-honest.service');
    const fakes = await Promise.all(
      ['fdtop-honest.service', 'fdtop-honest'].map(name => startGunicorn({ name, setproctitle: false, uid: MALLORY })),
    );
    const [named, inOwnUnit] = fakes as [Gunicorn, Gunicorn];
    moveIntoUserUnit(MALLORY, 'fdtop-honest.service', inOwnUnit.masterPid, ...inOwnUnit.workerPids());
    // What would load on trial is broken, too: to the guard of before a reason to stop for good.
    for (const { dir } of fakes) writeFileSync(join(dir, 'holder.py'), 'raise RuntimeError("broken by mallory")\n');
    const fakeWorkers = [named, inOwnUnit].flatMap(fake => fake.workerPids());
    for (const fake of fakes) await fake.hold(fake.workerPids()[0]!, 'file', 6000);
    const watch = await startWatch(configOf('fdtop-honest', 'fdtop-honest.service'), '--act', 'recycle');
    await watch.next('started');
    const [leaker] = honest.workerPids();
    await honest.hold(leaker!, 'file', 4000);
    await watch.next('guard', ({ text }) =>
      text.startsWith(`the guard has replaced worker ${leaker} of fdtop-honest.service`),
    );
    expect(watch.events.filter(({ event, level }) => event === 'guard' && level === 'critical')).toEqual([]);
    const touched = watch.events.filter(
      ({ event, text }) => event === 'guard' && fakeWorkers.some(pid => text.includes(`${pid}`)),
    );
    expect(touched).toEqual([]);
    expect(fakeWorkers.every(isAlive)).toBe(true);
    expect(await watch.end()).toBe(0);
    await Promise.all([honest, ...fakes].map(each => each.stop()));
  }, 90_000);

  it('stops for a service whose app is broken, and goes on with another; that outlives a restart', async () => {
    const broken = await startInUnit('fdtop-bad.service', { uid: MALLORY });
    const honest = await startInUnit('fdtop-good.service');
    writeFileSync(join(broken.dir, 'holder.py'), 'raise RuntimeError("broken on disk")\n');
    const folder = configOf('fdtop-bad', 'fdtop-good');
    const watch = await startWatch(folder, '--act', 'recycle');
    await watch.next('started');
    await broken.hold(broken.workerPids()[0]!, 'file', 4000);
    const stopped = await watch.next('guard', ({ level }) => level === 'critical');
    expect(stopped.text).toMatch(/^the guard has stopped itself for fdtop-bad\.service: .*broken on disk/);
    const [leaker] = honest.workerPids();
    await honest.hold(leaker!, 'file', 4000);
    await watch.next('guard', ({ text }) =>
      text.startsWith(`the guard has replaced worker ${leaker} of fdtop-good.service`),
    );
    expect(await watch.end()).toBe(0);
    expect(JSON.parse(readFileSync(join(folder.folder, 'watch.json'), 'utf8')).guard.services).toEqual({
      'fdtop-bad.service': { replacedAt: [], stopped: expect.stringContaining('broken on disk') },
      'fdtop-good.service': { replacedAt: [expect.any(Number)], stopped: null },
    });
    const again = await startWatch(folder, '--act', 'recycle');
    expect((await again.next('guard')).text).toMatch(/^the guard has stopped itself for fdtop-bad\.service: /);
    expect(await again.end()).toBe(0);
    await Promise.all([broken.stop(), honest.stop()]);
  }, 90_000);

  it('of another user goes by names, among the processes that are wholly his', async () => {
    const own = await startGunicorn({ name: 'own-guarded', setproctitle: false, uid: MALLORY });
    const other = await startGunicorn({ name: 'own-guarded', setproctitle: false, uid: MALLORY + 1 });
    await other.hold(other.workerPids()[0]!, 'file', 6000);
    const watch = await startWatch({ ...configOf('own-guarded'), uid: MALLORY }, '--act', 'recycle');
    await watch.next('started');
    const [leaker] = own.workerPids();
    await own.hold(leaker!, 'file', 4000);
    await watch.next('guard', ({ text }) => text.startsWith(`the guard has replaced worker ${leaker} of own-guarded`));
    expect(
      watch.events.filter(({ text }) => text.includes(`${other.workerPids()[0]}`) && text.includes('guard ')),
    ).toEqual([]);
    expect(isAlive(other.workerPids()[0]!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await Promise.all([own.stop(), other.stop()]);
  }, 90_000);

  it.each([[], ['--dry-run'], ['--print-unit']])(
    'of root wants to be told which units it is for (%s)',
    async (...more) => {
      const { config, configure } = watchFolder();
      configure('[guard]', 'over = 3000');
      const { exitCode, stderr } = await fdtop('watch', '--act', 'recycle', '--config', config, ...more);
      expect(stderr).toContain('config.toml line 1: guard: --act recycle as root wants only = ["NAME.service"]');
      expect(exitCode).toBe(2);
      configure('[guard]', 'only = ["shop*"]');
      const glob = await fdtop('watch', '--act', 'recycle', '--config', config, ...more);
      expect(glob.stderr).toContain('config.toml line 2: guard.only "shop*" is no name of a unit');
      expect(glob.exitCode).toBe(2);
    },
  );

  it('of root wants its rules from a file that only root can change', async () => {
    const { config } = configOf('nobody');
    chmodSync(config, 0o666);
    const { exitCode, stderr } = await fdtop('watch', '--act', 'recycle', '--config', config);
    expect(stderr).toMatch(/wants a config file that only root can change: .* may be written by others/);
    expect(exitCode).toBe(2);
    const none = await fdtop('watch', '--act', 'recycle', '--config', '/dev/null');
    expect(none.stderr).toMatch(/wants a table \[guard\]/);
    expect(none.exitCode).toBe(2);
  });

  it.each([
    ['speed = 1', /guard\.speed is unknown/],
    ['samples = 0', /guard\.samples wants a whole number from 1/],
    ['only = []', /guard\.only wants a list of texts/],
  ])('%s is an error that names file, line and key', async (line, message) => {
    const { config, configure } = watchFolder();
    configure('[guard]', line);
    chmodSync(config, 0o600);
    const { exitCode, stderr } = await fdtop('watch', '--act', 'recycle', '--config', config);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('config.toml line 2');
    expect(exitCode).toBe(2);
  });
});
