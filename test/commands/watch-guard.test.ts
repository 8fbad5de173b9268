/** The guard on a real Gunicorn: it replaces what leaks while the service serves, and stops where it would do harm. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fdtop } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { startWatch, watchFolder } from './watcher.ts';

/** It cares for the instances of this test only: others may leak in tests of their own. */
function configOf(only: string) {
  const folder = watchFolder();
  folder.configure(
    ...['warn = 1000', 'leak = 3000'],
    ...['[guard]', `only = ["${only}"]`, 'over = 3000', 'samples = 2', 'cooldown = 0', 'per-hour = 5'],
  );
  return folder;
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
)('the guard', () => {
  it('replaces a leaking worker, and the service goes on serving', async () => {
    const gunicorn = await startGunicorn({ workers: 3, name: 'guarded', setproctitle: false });
    const [leaker] = gunicorn.workerPids();
    const watch = await startWatch(configOf('guarded'), '--act', 'recycle');
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
    const gunicorn = await startGunicorn({ workers: 2, name: 'broken-guarded', setproctitle: false });
    const [leaker] = gunicorn.workerPids();
    writeFileSync(join(gunicorn.dir, 'holder.py'), 'raise RuntimeError("broken on disk")\n');
    const watch = await startWatch(configOf('broken-guarded'), '--act', 'recycle');
    await watch.next('started');
    await gunicorn.hold(leaker!, 'file', 4000);
    const stopped = await watch.next('guard', ({ level }) => level === 'critical');
    expect(stopped.text).toMatch(/stopped itself: .*the app on disk does not load: .*broken on disk/);
    expect(isAlive(leaker!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 90_000);

  it('as a dry run says whom it would replace, and does not', async () => {
    const gunicorn = await startGunicorn({ workers: 1, name: 'dry-guarded', setproctitle: false });
    const [leaker] = gunicorn.workerPids();
    const watch = await startWatch(configOf('dry-guarded'), '--act', 'recycle', '--dry-run');
    await watch.next('started');
    await gunicorn.hold(leaker!, 'file', 4000);
    const would = await watch.next('guard', ({ text }) => text.includes('would replace'));
    expect(would.text).toMatch(new RegExp(`would replace worker ${leaker} of `));
    expect(isAlive(leaker!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 60_000);

  it('leaves a worker alone while an upgrade (USR2) runs, and says so', async () => {
    const gunicorn = await startGunicorn({ workers: 1, name: 'upgrading-guarded', setproctitle: false });
    const [leaker] = gunicorn.workerPids();
    await gunicorn.usr2();
    const watch = await startWatch(configOf('upgrading-guarded'), '--act', 'recycle');
    await watch.next('started');
    await gunicorn.hold(leaker!, 'file', 4000);
    const waits = await watch.next('guard', ({ text }) => text.includes('waits'));
    expect(waits.text).toBe('the guard waits: an upgrade (USR2) of upgrading-guarded is in progress');
    expect(isAlive(leaker!)).toBe(true);
    expect(await watch.end()).toBe(0);
    await gunicorn.stop();
  }, 90_000);

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
