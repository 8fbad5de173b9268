import { chmodSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readHeartbeats } from '../../src/proc/heartbeat.ts';
import { deadMount } from '../platform/dead-mount.ts';
import { fuse } from '../platform/fuse-server.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { procTree } from '../support/proc-tree.ts';
import { startPython } from './python-process.ts';

need('gunicorn')('the heartbeats of a real Gunicorn', () => {
  it('are one of each worker in the master, and its own in a worker, beating', async () => {
    const gunicorn = await startGunicorn({ workers: 3 });
    const own = gunicorn.workerPids().map(pid => readHeartbeats('/proc', pid)!);
    expect(own.map(heartbeats => heartbeats.length)).toEqual([1, 1, 1]);
    expect(own.every(([heartbeat]) => heartbeat!.beats)).toBe(true);
    const names = readHeartbeats('/proc', gunicorn.masterPid)!.map(({ name }) => name);
    expect(names.sort()).toEqual(own.map(([heartbeat]) => heartbeat!.name).sort());
    await gunicorn.stop();
  });

  it('are found among the first fds of a worker that leaks', async () => {
    const gunicorn = await startGunicorn({ workers: 1 });
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'file', 3000);
    expect(readHeartbeats('/proc', worker!)).toHaveLength(1);
    await gunicorn.stop();
  });
});

it('is none for a process that has none, or is gone', () => {
  const tree = procTree().add({ pid: 7, fds: ['/dev/null', '/tmp/not-wgunicorn-x', 'socket:[1]'] });
  expect(readHeartbeats(tree.root, 7)).toEqual([]);
  expect(readHeartbeats(tree.root, 8)).toEqual([]);
});

const HOLDS =
  'import os, sys; kept = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600); print(1, flush=True); input()';

need(root, fuse)('a file of that name on a mount that does not answer', () => {
  it('is a heartbeat of which nothing more is known, and is not waited for', async () => {
    const dead = await deadMount({ opens: true });
    const { pid } = await startPython('-c', HOLDS, `${dead}/wgunicorn-ab12cd`);
    expect(readHeartbeats('/proc', pid)).toEqual([{ name: 'wgunicorn-ab12cd', beats: null }]);
  });
});

it('one that has beaten is known to have, one that has not is looked at again', async () => {
  const path = `/dev/shm/wgunicorn-fdtop${process.pid}`;
  const { pid } = await startPython('-c', HOLDS, path);
  const beats = () => readHeartbeats('/proc', pid)!.map(heartbeat => heartbeat.beats);
  expect(beats()).toEqual([false]);
  chmodSync(path, 0);
  expect(beats()).toEqual([true]);
  rmSync(path);
});
