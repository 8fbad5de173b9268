import { expect, test } from 'vitest';
import { foreign } from '../../src/model/foreign.ts';
import { ProcessScanner, type Scanned } from '../../src/sampler/scanner.ts';
import { procTree } from '../support/proc-tree.ts';

const TURNS = 10;
const all = () => true;
const pids = (scanned: Scanned[]) => scanned.map(({ facts }) => facts.pid).sort((a, b) => a - b);
const role = (scanned: Scanned[], pid: number) => scanned.find(({ facts }) => facts.pid === pid)?.claim;

test('knows every living process, and claims the Gunicorns among them', () => {
  const tree = procTree()
    .add({ pid: 1, comm: 'init', argv: ['/sbin/init'] })
    .add({ pid: 10, argv: ['gunicorn: master [shop]'] })
    .add({ pid: 11, ppid: 10, argv: ['gunicorn: worker [shop]'] })
    .add({ pid: 12, ppid: 10, state: 'Z', argv: [] })
    .add({ pid: 13, comm: 'kthread', argv: [] });
  const scanned = new ProcessScanner(tree.root).scan(all).living;
  expect(pids(scanned)).toEqual([1, 10, 11, 13]);
  expect(scanned.filter(({ claim }) => claim).map(({ facts }) => facts.pid)).toEqual([10, 11]);
});

test('reads GUNICORN_PID of Gunicorns, and none from garbage', () => {
  const argv = ['python3', '/usr/bin/gunicorn', 'a:b'];
  const tree = procTree()
    .add({ pid: 20, argv, environ: { GUNICORN_PID: '10' } })
    .add({ pid: 21, argv, environ: { GUNICORN_PID: 'x' } })
    .add({ pid: 22, argv });
  const scanned = new ProcessScanner(tree.root).scan(all).living;
  expect(scanned.map(({ facts }) => facts.upgradedFrom)).toEqual([10, null, null]);
});

test('finds a program that embeds Gunicorn by its heartbeat file', () => {
  const fds = ['/dev/null', '/dev/null', '/dev/null', 'socket:[1]', '/tmp/wgunicorn-ab12cd (deleted)'];
  const tree = procTree()
    .add({ pid: 10, argv: ['python3', 'serve.py'], fds })
    .add({ pid: 11, argv: ['python3', 'other.py'] })
    .add({ pid: 12, argv: ['nginx: worker process'], fds });
  expect(pids(new ProcessScanner(tree.root).scan(all).living.filter(({ claim }) => claim))).toEqual([10]);
});

test('forgets what is gone, and knows what is new', () => {
  const tree = procTree().add({ pid: 10 }).add({ pid: 11 });
  const scanner = new ProcessScanner(tree.root);
  expect(pids(scanner.scan(all).living)).toEqual([10, 11]);
  tree.remove('11').add({ pid: 12 });
  expect(pids(scanner.scan(all).living)).toEqual([10, 12]);
});

test('sees at once that a watched pid was reused', () => {
  const tree = procTree().add({ pid: 15, startTime: 100, argv: ['gunicorn: worker [shop]'] });
  const scanner = new ProcessScanner(tree.root);
  scanner.scan(all).living;
  tree.add({ pid: 15, startTime: 200, argv: ['sleep', '60'], comm: 'sleep' });
  const [entry] = scanner.scan(all).living;
  expect(entry).toMatchObject({ facts: { startTime: 200, argv: ['sleep', '60'].map(foreign) }, claim: null });
});

test('sees in its turn that a pid was reused which nobody watches', () => {
  const tree = procTree().add({ pid: 15, startTime: 100, argv: ['sleep', '60'] });
  const scanner = new ProcessScanner(tree.root);
  scanner.scan(() => false).living;
  tree.add({ pid: 15, startTime: 200, argv: ['gunicorn: worker [shop]'] });
  const seen = Array.from({ length: TURNS }, () => role(scanner.scan(() => false).living, 15));
  expect(seen.at(-1)).toMatchObject({ titledRole: 'worker' });
});

test('asks a young process what it is at every scan: it has not set its title yet', () => {
  const tree = procTree({ uptime: 100 }).add({
    pid: 15,
    startTime: 9_900,
    argv: ['python3', '/usr/bin/gunicorn', 'a:b'],
  });
  const scanner = new ProcessScanner(tree.root);
  expect(role(scanner.scan(all).living, 15)).toMatchObject({ titledRole: null });
  tree.add({ pid: 15, startTime: 9_900, argv: ['gunicorn: master [a:b]'] });
  expect(role(scanner.scan(all).living, 15)).toMatchObject({ titledRole: 'master' });
});

test('notices a new title of an old process within ten scans', () => {
  const tree = procTree().add({ pid: 15, argv: ['gunicorn: master [a.2]'] });
  const scanner = new ProcessScanner(tree.root);
  scanner.scan(all).living;
  tree.add({ pid: 15, argv: ['gunicorn: master [a]'] });
  const seen = Array.from({ length: TURNS }, () => role(scanner.scan(all).living, 15));
  expect(seen.at(-1)).toMatchObject({ name: foreign('a') });
});

test('sees at once that a watched process got another parent', () => {
  const tree = procTree().add({ pid: 15, ppid: 10 });
  const scanner = new ProcessScanner(tree.root);
  scanner.scan(all).living;
  tree.add({ pid: 15, ppid: 1 });
  expect(scanner.scan(all).living[0]!.facts.ppid).toBe(1);
});

test('is not shaken by a process that vanishes in the middle: stat without the rest, the rest without stat', () => {
  const tree = procTree().add({ pid: 10 }).add({ pid: 11 }).add({ pid: 12 });
  tree.remove('10/cmdline').remove('11/stat').write('12/stat', '12 (half');
  expect(pids(new ProcessScanner(tree.root).scan(all).living)).toEqual([10]);
});

test('scans a tree without uptime', () => {
  const tree = procTree({ uptime: null }).add({ pid: 10 });
  expect(pids(new ProcessScanner(tree.root).scan(all).living)).toEqual([10]);
});

test('throws when the tree cannot be listed', () => {
  expect(() => new ProcessScanner('/nowhere/at/all').scan(all)).toThrow(/ENOENT/);
});
