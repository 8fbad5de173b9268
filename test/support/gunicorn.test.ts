import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startGunicorn } from './gunicorn.ts';
import { need, root } from './need.ts';
import { fdsOf, isAlive, membersOfGroup, parentOf } from './processes.ts';
import { waitUntil } from './wait.ts';

const titleOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replace(/\0+$/, '');
const commOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'latin1').trim();
const linksOf = (pid: number) => fdsOf(pid).map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`));

need(
  'gunicorn',
  'python3-setproctitle',
  'util-linux',
)('a real Gunicorn for tests', () => {
  test('one worker of four holds 12,000 fds, exactly, and closes them again', async () => {
    const gunicorn = await startGunicorn({ workers: 4, name: 'shop' });
    const [leaking, ...others] = gunicorn.workerPids();
    const before = fdsOf(leaking!).length;
    await gunicorn.hold(leaking!, 'socket', 6000);
    await gunicorn.hold(leaking!, 'file', 3001);
    await gunicorn.hold(leaking!, 'pipe', 2999);
    expect(fdsOf(leaking!).length).toBe(before + 12_000);
    for (const pid of others) expect(fdsOf(pid).length).toBe(before);
    await gunicorn.release(leaking!);
    expect(fdsOf(leaking!).length).toBe(before);

    expect(titleOf(gunicorn.masterPid)).toBe('gunicorn: master [shop]');
    expect(titleOf(leaking!)).toBe('gunicorn: worker [shop]');
    expect([leaking!, ...others].map(parentOf)).toEqual(Array(4).fill(gunicorn.masterPid));
    expect([leaking, ...others]).toContain((await gunicorn.request()).pid);
    await gunicorn.stop();
    expect([gunicorn.masterPid, leaking!, ...others].filter(isAlive)).toEqual([]);
    expect(existsSync(gunicorn.dir)).toBe(false);
  });

  test('each kind of fd is what its name says', async () => {
    const gunicorn = await startGunicorn();
    const [worker] = gunicorn.workerPids();
    const gained = async (kind: 'close_wait' | 'deleted' | 'established') => {
      const before = linksOf(worker!);
      await gunicorn.hold(worker!, kind, 300);
      return linksOf(worker!).filter(link => !before.includes(link) || link.endsWith('(deleted)'));
    };
    const inState = (state: string, links: string[]) =>
      readFileSync('/proc/net/tcp', 'utf8')
        .split('\n')
        .map(line => line.trim().split(/\s+/))
        .filter(fields => fields[3] === state && links.includes(`socket:[${fields[9]}]`)).length;
    expect(inState('08', await gained('close_wait'))).toBe(300);
    expect(inState('01', await gained('established'))).toBe(300);
    const deleted = await gained('deleted');
    expect(deleted.filter(link => /upload-\d+\.tmp \(deleted\)$/.test(link)).length).toBe(300);
  });

  test('a worker that runs out of fds says so', async () => {
    const gunicorn = await startGunicorn({ nofile: { soft: 200, hard: 300 } });
    const [worker] = gunicorn.workerPids();
    const before = fdsOf(worker!).length;
    await expect(gunicorn.hold(worker!, 'socket', 1000)).rejects.toThrow('Too many open files');
    expect(fdsOf(worker!).length).toBe(before);
    expect(readFileSync(`/proc/${worker}/limits`, 'utf8')).toMatch(/Max open files +200 +300/);
  });

  test('with setproctitle hidden the processes keep the titles that Python gave them', async () => {
    const script = await startGunicorn({ setproctitle: false });
    const [worker] = script.workerPids();
    expect(titleOf(script.masterPid)).toMatch(/^\/usr\/bin\/python3\0\/usr\/bin\/gunicorn\0/);
    expect(titleOf(worker!)).toBe(titleOf(script.masterPid));
    expect(commOf(worker!)).toBe('gunicorn');

    const module = await startGunicorn({ setproctitle: false, module: true });
    expect(titleOf(module.masterPid)).toMatch(/^\/usr\/bin\/python3\0-m\0gunicorn\0/);
    expect(commOf(module.masterPid)).toBe('python3');
  });

  test('USR2 starts a second master below the first, which can then go', async () => {
    const gunicorn = await startGunicorn({ workers: 2, setproctitle: false });
    const old = gunicorn.masterPid;
    const oldWorkers = gunicorn.workerPids();
    const next = await gunicorn.usr2();
    expect(parentOf(next)).toBe(old);
    expect(gunicorn.workerPids()).toEqual(oldWorkers);
    await gunicorn.finishUpgrade(next);
    expect(isAlive(old)).toBe(false);
    expect(gunicorn.masterPid).toBe(next);
    expect(gunicorn.workerPids()).toHaveLength(2);
    expect((await gunicorn.request()).pid).toBeOneOf(gunicorn.workerPids());
    await gunicorn.stop();
    expect(isAlive(next)).toBe(false);
  });

  test('gthread, and an idle master without workers', async () => {
    const threaded = await startGunicorn({ workerClass: 'gthread', args: ['--threads', '4'] });
    expect((await threaded.request()).pid).toBe(threaded.workerPids()[0]);
    const idle = await startGunicorn({ workers: 0 });
    expect(idle.workerPids()).toEqual([]);
    expect(titleOf(idle.masterPid)).toBe('gunicorn: master [holder:app]');
  });

  test('a worker that is killed is replaced', async () => {
    const gunicorn = await startGunicorn({ workers: 2 });
    const [first, second] = gunicorn.workerPids();
    process.kill(first!, 'SIGKILL');
    await waitUntil('the end of the worker', () => !gunicorn.workerPids().includes(first!));
    const now = await gunicorn.waitForWorkers(2);
    expect(now).toContain(second);
    expect(now).not.toContain(first);
  });

  test('a Gunicorn that does not start tells why', async () => {
    await expect(startGunicorn({ args: ['--no-such-option'] })).rejects.toThrow(
      'unrecognized arguments: --no-such-option',
    );
  });

  test('nothing is left of it when the process that started it is killed, an upgraded master included', async () => {
    const script = `
      import { startGunicorn } from './gunicorn.ts';
      const gunicorn = await startGunicorn({ workers: 2 });
      const next = await gunicorn.usr2();
      console.log(JSON.stringify([gunicorn.masterPid, next, gunicorn.dir]));
      setInterval(() => {}, 1000);
    `;
    const starter = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(starter.stdout, 'data');
    const [master, next, dir] = JSON.parse(line);
    expect(membersOfGroup(master)).toEqual(expect.arrayContaining([master, next]));
    expect(membersOfGroup(master)).toHaveLength(6);
    starter.kill('SIGKILL');
    await waitUntil('the end of all', () => membersOfGroup(master).length === 0, { timeout: 15_000 });
    expect(existsSync(dir)).toBe(false);
  });
});

need(
  'gunicorn',
  'python3-gevent',
  'util-linux',
)('a real Gunicorn with gevent', () => {
  test('the worker holds what it is told to', async () => {
    const gunicorn = await startGunicorn({ workerClass: 'gevent', workers: 2 });
    const [worker] = gunicorn.workerPids();
    const before = fdsOf(worker!).length;
    await gunicorn.hold(worker!, 'close_wait', 100);
    expect(fdsOf(worker!).length).toBe(before + 100);
  });
});

need(
  'gunicorn',
  'util-linux',
  root,
)('a real Gunicorn of another user', () => {
  test('master and workers run as it', async () => {
    const gunicorn = await startGunicorn({ uid: 65534 });
    for (const pid of [gunicorn.masterPid, ...gunicorn.workerPids()]) {
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/Uid:\t65534\t65534\t65534/);
    }
  });
});
