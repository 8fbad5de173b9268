/** `fdtop watch` as a service runs it: on a real Gunicorn that leaks, with a receiver that is not always there. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import type { WatchEvent } from '../../src/watch/event.ts';
import { startFakes } from '../support/fakes.ts';
import { fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { procTree } from '../support/proc-tree.ts';
import { waitUntil } from '../support/wait.ts';
import { startReceiver } from '../watch/receiver.ts';
import { startWatch, watchFolder } from './watcher.ts';

const LIMITS = ['warn = 300', 'leak = 500'];
const of = (pid: number) => (event: WatchEvent) => event.pid === pid;
const alertsOf = (events: readonly WatchEvent[], pid: number) =>
  events.filter(event => event.pid === pid && event.event === 'alert').map(({ level }) => level);

need('gunicorn')('a real Gunicorn', () => {
  it('that leaks alerts once, is resolved when it lets go, and again when the worker ends', async () => {
    const folder = watchFolder();
    folder.configure(...LIMITS);
    const gunicorn = await startGunicorn({ workers: 2 });
    const [leaker, other] = gunicorn.workerPids() as [number, number];
    const watch = await startWatch(folder);
    await watch.next('instance-found', ({ masterPid }) => masterPid === gunicorn.masterPid);

    await gunicorn.hold(leaker, 'socket', 600);
    const alert = await watch.next('alert', of(leaker));
    expect(alert).toMatchObject({ level: 'leak', role: 'worker', masterPid: gunicorn.masterPid });
    expect(alert.fds).toBeGreaterThan(600);
    await gunicorn.release(leaker);
    expect(await watch.next('resolved', of(leaker))).toMatchObject({ level: 'leak', key: alert.key, reason: 'under' });

    await gunicorn.hold(other, 'socket', 400);
    await watch.next('alert', of(other));
    await gunicorn.hold(other, 'socket', 300);
    expect(await watch.next('alert', of(other))).toMatchObject({ level: 'leak' });
    process.kill(other, 'SIGKILL');
    expect(await watch.next('resolved', of(other))).toMatchObject({ reason: 'ended' });
    expect((await watch.next('worker-replaced', of(other))).text).toMatch(/is gone with 7\d\d open files; \d+ came/);

    expect(alertsOf(watch.events, leaker)).toEqual(['leak']);
    expect(alertsOf(watch.events, other)).toEqual(['warn', 'leak']);
    expect(await watch.end()).toBe(0);
    expect(watch.stderr()).toBe('');
    await gunicorn.stop();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is not told again after a restart of fdtop by %s, and is resolved',
    async end => {
      const folder = watchFolder();
      folder.configure(...LIMITS);
      const gunicorn = await startGunicorn({ workers: 2 });
      const [stays, dies] = gunicorn.workerPids() as [number, number];
      await gunicorn.hold(stays, 'socket', 600);
      await gunicorn.hold(dies, 'socket', 600);
      const first = await startWatch(folder);
      await waitUntil('both', () => [stays, dies].every(pid => alertsOf(first.events, pid).length === 1));
      // Killed, it has what was written: right after the alert.
      await waitUntil('the state', () => {
        const { state } = JSON.parse(folder.state());
        return (
          Object.values((state?.processes ?? {}) as { levels: { leak?: { isTold: boolean } } }[]).filter(
            ({ levels }) => levels.leak?.isTold,
          ).length >= 2
        );
      });
      await first.end(end);

      process.kill(dies, 'SIGKILL');
      await gunicorn.waitForWorkers(2);
      const second = await startWatch(folder);
      expect(await second.next('resolved', of(dies))).toMatchObject({ reason: 'ended' });
      await gunicorn.release(stays);
      expect(await second.next('resolved', of(stays))).toMatchObject({ reason: 'under' });
      expect([...alertsOf(second.events, stays), ...alertsOf(second.events, dies)]).toEqual([]);
      await second.end();
      await gunicorn.stop();
    },
  );

  it('what a receiver that is down did not get is delivered later, by the next run if need be', async () => {
    const folder = watchFolder();
    const gone = await startReceiver();
    await gone.stop();
    folder.configure(...LIMITS, '[[watch.channel]]', 'type = "webhook"', `url = "${gone.url}"`, 'levels = ["leak"]');
    const gunicorn = await startGunicorn();
    const [leaker] = gunicorn.workerPids() as [number];
    await gunicorn.hold(leaker, 'socket', 600);
    const first = await startWatch(folder);
    const alert = await first.next('alert', of(leaker));
    const failing = await first.next('channel-failing');
    expect(failing.text).toMatch(/^webhook 127\.0\.0\.1:\d+ fails: ECONNREFUSED/);
    expect(await first.end()).toBe(0);
    expect(JSON.stringify(first.events) + folder.state()).not.toContain('secret');

    const receiver = await startReceiver({ port: gone.port });
    const second = await startWatch(folder);
    await waitUntil('the alert', () => receiver.taken.find(({ id }) => id === alert.id));
    await gunicorn.release(leaker);
    await waitUntil('its end', () => receiver.taken.find(({ event, pid }) => event === 'resolved' && pid === leaker));
    await second.end();
    await gunicorn.stop();
  });
});

/** A machine whose only worker holds what a test gives it. */
function machine(fds: number) {
  const tree = procTree().add({ pid: 100, argv: ['gunicorn: master [shop]'] });
  return tree.add({ pid: 101, ppid: 100, argv: ['gunicorn: worker [shop]'], fds, limit: '65536' });
}

test('SIGHUP takes a good config, and keeps the old one when the new is bad', async () => {
  const folder = watchFolder();
  folder.configure('warn = 300');
  const watch = await startWatch(folder, '--proc-root', machine(200).root);
  await watch.next('instance-found');

  folder.configure('warn = 100', '[watch]', 'forcast = 1');
  watch.signal('SIGHUP');
  const refused = await watch.next('config-refused');
  expect(refused.text).toMatch(
    /^the old config stays: .*config\.toml line 3: watch\.forcast is unknown, did you mean forecast\?$/,
  );
  folder.configure('warn = [');
  watch.signal('SIGHUP');
  expect((await watch.next('config-refused')).text).toMatch(/line 1: /);
  expect(watch.events.filter(({ event }) => event === 'alert')).toEqual([]);

  folder.configure('warn = 100');
  watch.signal('SIGHUP');
  expect((await watch.next('config-reloaded')).text).toBe('config reloaded: warn 100, leak 10,000, 0 channels');
  expect(await watch.next('alert')).toMatchObject({ level: 'warn', pid: 101, fds: 200 });
  expect(await watch.end()).toBe(0);
});

test('a reload that takes a channel away says what was dropped with it', async () => {
  const folder = watchFolder();
  const gone = await startReceiver();
  await gone.stop();
  folder.configure('warn = 100', '[[watch.channel]]', 'type = "webhook"', `url = "${gone.url}"`);
  const watch = await startWatch(folder, '--proc-root', machine(200).root);
  await watch.next('channel-failing');
  folder.configure('warn = 100');
  watch.signal('SIGHUP');
  expect((await watch.next('dropped')).text).toBe('1 message dropped: their channel is no longer in the config');
  await watch.end();
});

test('a command gets the alert', async () => {
  const folder = watchFolder();
  const out = join(folder.folder, 'out');
  const program = join(folder.folder, 'notify');
  writeFileSync(program, `#!/bin/sh\necho "$FDTOP_EVENT $FDTOP_LEVEL $FDTOP_PID $FDTOP_FDS" >> ${out}\n`);
  chmodSync(program, 0o755);
  folder.configure('warn = 100', '[[watch.channel]]', 'type = "command"', `command = ["${program}"]`);
  const tree = machine(200);
  const watch = await startWatch(folder, '--proc-root', tree.root);
  await watch.next('alert');
  tree.fds(101, 5);
  await watch.next('resolved');
  await watch.end();
  expect(readFileSync(out, 'utf8')).toBe('alert warn 101 200\nresolved warn 101 5\n');
});

need(root)('another user who has many processes alert', () => {
  it('does not hold up the alert of an honest one on its way, and is told of in one line', async () => {
    const folder = watchFolder();
    const out = join(folder.folder, 'out');
    const program = join(folder.folder, 'notify');
    writeFileSync(program, `#!/bin/sh\nsleep 0.5\necho "$FDTOP_EVENT $FDTOP_INSTANCE" >> ${out}\n`);
    chmodSync(program, 0o755);
    folder.configure('[[watch.channel]]', 'type = "command"', `command = ["${program}"]`);
    const fakes = await startFakes(62_793, 40, 'fake', { full: true });
    const watch = await startWatch(folder);
    const alertOf =
      (name: string) =>
      ({ event, instance }: WatchEvent) =>
        event === 'alert' && instance!.startsWith(name);
    await waitUntil('the alerts of his', () => watch.events.filter(alertOf('fake')).length >= 30);
    const honest = await startFakes(62_794, 1, 'honest', { full: true });
    await watch.next('alert', alertOf('honest'));
    // One of each user at the most: the machine may have others whose processes alert. It would be the thirtieth, else.
    const linesOf = () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').slice(0, -1) : []);
    const before = linesOf().length;
    await waitUntil('it to be delivered', () => linesOf().includes('alert honest0'), { timeout: 20_000 });
    expect(linesOf().indexOf('alert honest0') - before).toBeLessThanOrEqual(8);
    await fakes.stop();
    await honest.stop();
    expect(await watch.end()).toBe(0);
    expect(watch.events.filter(alertOf('fake'))).toHaveLength(30);
    const more = watch.events.filter(({ event, user }) => event.startsWith('more-') && user === '62793');
    expect(more.map(({ event, text }) => [event, text])).toEqual([
      ['more-alerts', '10 more alerts of processes of user 62793, not told one by one'],
      ['more-lines', expect.stringMatching(/^\d+ more lines of processes of user 62793, not told one by one$/)],
    ]);
  });
});

test('where nobody reads any more what it says it fails: its manager is to start it anew', async () => {
  const folder = watchFolder();
  folder.configure('warn = 100');
  const tree = machine(5);
  const watch = await startWatch(folder, '--proc-root', tree.root);
  await watch.next('instance-found');
  watch.stopReading();
  tree.fds(101, 200);
  expect(await watch.ended).toBe(1);
  expect(watch.stderr()).toMatch(/^fdtop: cannot write: .*EPIPE/);
});

test('a state that is half of what it should be is forgotten, and does not keep it from looking', async () => {
  const folder = watchFolder();
  folder.configure('warn = 100');
  const state = { processes: { '101@1000': { pid: 101, levels: null } }, instances: {} };
  writeFileSync(join(folder.folder, 'watch.json'), JSON.stringify({ version: 1, owner: null, pending: {}, state }));
  const watch = await startWatch(folder, '--proc-root', machine(200).root);
  expect((await watch.next('state-not-kept')).text).toMatch(/watch\.json is not what fdtop watch has written/);
  expect(await watch.next('alert')).toMatchObject({ level: 'warn', pid: 101 });
  expect(await watch.end()).toBe(0);
});

test('is ended by a second signal where the first takes its time', async () => {
  const folder = watchFolder();
  const receiver = await startReceiver();
  receiver.answer = () => 'silence';
  folder.configure('warn = 100', '[[watch.channel]]', 'type = "webhook"', `url = "${receiver.url}"`);
  const watch = await startWatch(folder, '--proc-root', machine(200).root);
  await waitUntil('the delivery', () => receiver.requests > 0);
  // Until then a restart would tell it anew.
  const isKept = () => folder.state().includes('"event":"alert"');
  await waitUntil('the alert in the state', isKept);
  watch.signal('SIGINT');
  await watch.next('stopped');
  expect(await watch.end('SIGINT')).toBe('SIGINT');
  expect(isKept()).toBe(true);
});

test('a second one does not write the state of the first', async () => {
  const folder = watchFolder();
  folder.configure();
  const { root: procRoot } = machine(200);
  const first = await startWatch(folder, '--proc-root', procRoot);
  await first.next('instance-found');
  await waitUntil('its claim', () => folder.state().includes(`"pid":${first.pid}`));
  const second = await startWatch(folder, '--proc-root', procRoot);
  expect((await second.next('state-not-kept')).text).toMatch(new RegExp(`fdtop watch ${first.pid} keeps its state in`));
  await second.end();
  expect(folder.state()).toContain(`"pid":${first.pid}`);
  expect(await first.end('SIGINT')).toBe(130);
  expect(JSON.parse(folder.state()).owner).toBeNull();
});

test('a worker that cannot be counted is told once, and resolves nothing; a tree that cannot be read neither', async () => {
  const folder = watchFolder();
  folder.configure('warn = 100');
  const tree = machine(200);
  const watch = await startWatch(folder, '--proc-root', tree.root);
  await watch.next('alert');
  tree.remove('101/fd').write('101/fd', 'no folder');
  const [unknown] = await Promise.all([watch.next('alert', ({ level }) => level === 'unknown')]);
  expect(unknown.text).toMatch(/^cannot count the open files of 1 of 2 processes of gunicorn\.service \(shop\)/);
  tree.fds(101, 200);
  await watch.next('resolved', ({ level }) => level === 'unknown');
  expect(watch.events.filter(({ event, level }) => event === 'resolved' && level !== 'unknown')).toEqual([]);
  await watch.end();
});

test('a config that does not do is a usage error', async () => {
  const folder = watchFolder();
  folder.configure('[watch]', 'queue = 0');
  const { stderr, exitCode } = await fdtop('watch', '--config', folder.config);
  expect(stderr).toMatch(/^fdtop: .*config\.toml line 2: watch\.queue wants a whole number from 1 to 100000$/);
  expect(exitCode).toBe(2);
});

need(root)('as root', () => {
  it('runs no command that a config chooses which others may write', async () => {
    const folder = watchFolder();
    folder.configure('[[watch.channel]]', 'type = "command"', 'command = ["/bin/true"]');
    chmodSync(folder.config, 0o666);
    const { stderr, exitCode } = await fdtop('watch', '--config', folder.config);
    expect(stderr).toMatch(
      /config\.toml line 1: watch\.channel runs a command, .* may be written by others than root$/,
    );
    expect(exitCode).toBe(2);
  });
});
