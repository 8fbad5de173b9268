/** Who a process is: of real ones, a set-user-ID program of another user's among them. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, isSameIdentity, parseIds, soleUser } from '../../src/proc/identity.ts';
import { readStat } from '../../src/proc/stat.ts';
import { registerChild } from '../support/cleanup.ts';
import { need, root } from '../support/need.ts';
import { procTree } from '../support/proc-tree.ts';
import { waitUntil } from '../support/wait.ts';

const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'];

const status = (groups: string) =>
  `Name:\tgunicorn\nUid:\t0\t33\t34\t35\nGid:\t0\t43\t44\t45\nNStgid:\t9\nGroups:\t${groups}\nCapBnd:\t00000000a80425fb\nNoNewPrivs:\t1\nSeccomp:\t2\n`;

test('all four ids, and all groups', () => {
  const ids = { uids: [0, 33, 34, 35], gids: [0, 43, 44, 45], seccomp: 2, noNewPrivs: true, bounding: 0xa80425fbn };
  expect(parseIds(status('4 27 1000 '))).toEqual({ ...ids, groups: [4, 27, 1000] });
  expect(parseIds(status(' '))).toEqual({ ...ids, groups: [] });
  expect(parseIds(status('').replace(/Seccomp.*\n/, ''))).toMatchObject({ seccomp: null });
  const old = status('').replace(/(?:NoNewPrivs|CapBnd).*\n/g, '');
  expect(parseIds(old)).toMatchObject({ noNewPrivs: null, bounding: null });
});

test('other text is no status', () => {
  expect(parseIds('')).toBeNull();
  expect(parseIds('Uid:\t0\t0\t0\t0\n')).toBeNull();
  expect(parseIds(status('').replace('33\t34', '34'))).toBeNull();
});

test('a name that looks like a line of it does not lead astray: the kernel escapes a newline', async () => {
  const child = spawn('/usr/bin/python3', ['-c', RENAMED], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = registerChild(child);
  await once(child.stdout, 'data');
  expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/^Name:\tx\\nUid:/);
  expect(identityOf(child.pid!)?.uids).toEqual(Array(4).fill(process.getuid!()));
  await stop();
});
const RENAMED = `
import ctypes, time
ctypes.CDLL(None).prctl(15, b'x\\nUid:\\t0\\t0\\t0\\t0', 0, 0, 0)
print('renamed', flush=True)
time.sleep(60)
`;

test('is what this process knows of itself', () => {
  const own = identityOf(process.pid)!;
  expect(own).toMatchObject({ pid: process.pid, ppid: process.ppid });
  expect(own.exe?.raw).toBe(process.execPath);
  expect(own.startTime).toBe(readStat('/proc', process.pid)!.startTime);
  const user = soleUser(own)!;
  expect(user).toMatchObject({ uid: process.geteuid!(), gid: process.getegid!() });
  expect(process.getgroups!()).toEqual(expect.arrayContaining([...user.groups]));
  expect(isSameIdentity(own, identityOf(process.pid))).toBe(true);
});

test('one that is gone, and one that is a zombie, is nobody', async () => {
  const child = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = registerChild(child);
  const [line] = await once(child.stdout, 'data');
  const zombie = Number(line);
  const state = () => /^State:\s+(\S)/m.exec(readFileSync(`/proc/${zombie}/status`, 'utf8'))?.[1];
  await waitUntil('a zombie', () => state() === 'Z');
  expect(identityOf(zombie)).toBeNull();
  const alive = identityOf(child.pid!)!;
  expect(alive.ppid).toBe(process.pid);
  await stop();
  expect(identityOf(child.pid!)).toBeNull();
  expect(isSameIdentity(alive, null)).toBe(false);
});

test('the start is read anew after the ids: a number that changes hands meanwhile is nobody', async () => {
  // A tree of files stands in for /proc: in none a number changes hands at just that moment.
  const tree = procTree().add({ pid: 5, startTime: 77 }).write('5/status', status(''));
  expect(identityOf(5, tree.root)).toMatchObject({ pid: 5, startTime: 77, uids: [0, 33, 34, 35] });
  // Who reads this status has another stat when it has it.
  const file = join(tree.root, '5/status');
  const stat = readFileSync(join(tree.root, '5/stat'), 'utf8').replace(' 77 ', ' 78 ');
  rmSync(file);
  execFileSync('/usr/bin/mkfifo', [file]);
  const script = 'exec 3>"$1/status"; printf %s "$2" >"$1/stat"; printf %s "$3" >&3';
  const swap = spawn('/bin/sh', ['-c', script, 'sh', join(tree.root, '5'), stat, status('')], { stdio: 'ignore' });
  const stop = registerChild(swap);
  expect(identityOf(5, tree.root)).toBeNull();
  expect(readStat(tree.root, 5)?.startTime).toBe(78);
  await stop();
});

test('a process of another start is another', () => {
  const own = identityOf(process.pid)!;
  expect(isSameIdentity({ ...own, startTime: 1 }, own)).toBe(false);
});

test('another program in the same process, or other ids, is another', () => {
  const own = identityOf(process.pid)!;
  expect(isSameIdentity(own, { ...own, exe: null })).toBe(false);
  expect(isSameIdentity(own, { ...own, uids: [0, 0, 0, 65534] })).toBe(false);
  expect(isSameIdentity(own, { ...own, gids: [0, 0, 65534, 0] })).toBe(false);
});

need('util-linux', root)('of another user', () => {
  const startAs = async (command: readonly string[], isThere: (pid: number) => boolean) => {
    const child = spawn('/usr/bin/setpriv', [...NOBODY, '--', ...command], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const stop = registerChild(child);
    await waitUntil(command.join(' '), () => isThere(child.pid!));
    return { pid: child.pid!, stop };
  };

  test('a plain program has one user', async () => {
    const isSleep = (pid: number) => readStat('/proc', pid)?.comm.raw === 'sleep';
    const { pid, stop } = await startAs(['/usr/bin/sleep', '60'], isSleep);
    expect(soleUser(identityOf(pid)!)).toEqual({ uid: 65534, gid: 65534, groups: [] });
    await stop();
  });

  test('a set-user-ID program that waits for a password has none, whatever it calls itself', async () => {
    const isSu = (pid: number) => identityOf(pid)?.exe?.raw.endsWith('/su') === true;
    const named = ['/bin/bash', '-c', 'exec -a "gunicorn: worker [shop]" /usr/bin/su'];
    const { pid, stop } = await startAs(named, isSu);
    const identity = identityOf(pid)!;
    expect(new Set(identity.uids)).toEqual(new Set([65534, 0]));
    expect(soleUser(identity)).toBeNull();
    await stop();
  });
});
