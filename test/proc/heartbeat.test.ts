import { expect, it } from 'vitest';
import { readHeartbeats } from '../../src/proc/heartbeat.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { procTree } from '../support/proc-tree.ts';

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
