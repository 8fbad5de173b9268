/** A process in a network and a mount namespace of its own, as in a container, looked at from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFdTypes } from '../../src/proc/read-fd-types.ts';
import { need, root } from '../support/need.ts';

const PROGRAM = `
import os, socket, subprocess, sys
subprocess.check_call(['mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
keep = [socket.socket(), open('/mnt/only-inside.log', 'w')]
keep[0].bind(('0.0.0.0', 8765)); keep[0].listen()
keep += [socket.socket() for _ in range(30)]
keep += [open('/mnt/only-inside.log') for _ in range(20)]
print('ready', flush=True)
sys.stdin.read()
`;

need('util-linux', root)('a process in namespaces of its own', () => {
  let inside: ChildProcess;
  beforeAll(async () => {
    // exec: the pid stays that of the process that is looked at.
    inside = spawn('unshare', ['--net', '--mount', 'python3', '-c', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(inside.stdout!, 'data');
  });
  afterAll(() => {
    inside.stdin!.end();
  });

  it('has its sockets named from the tables of its network, and its files by their path inside', () => {
    const { groups, exact } = readFdTypes({ procRoot: '/proc', pid: inside.pid!, startTime: null });
    const count = (label: string | RegExp) => groups.find(group => group.label.match(label))?.count;
    expect(exact).toBe(true);
    expect(count(/^TCP LISTEN on 0\.0\.0\.0:8765/)).toBe(1);
    expect(count('/mnt/only-inside.log')).toBe(21);
    // Its standard streams are sockets of the namespace outside: they stand in none of its own tables either.
    const streams = [0, 1, 2].filter(fd => readlinkSync(`/proc/${inside.pid}/fd/${fd}`).startsWith('socket:'));
    expect(groups.find(({ kind }) => kind === 'socket-unlisted')?.count).toBe(30 + streams.length);
  });
});
