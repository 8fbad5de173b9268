/**
 * A Gunicorn in a container of a real podman: the machine's own files as its root (what it writes is forgotten), a network
 * namespace without any way out, a pid and a mount namespace of its own.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { register } from '../support/cleanup.ts';
import { waitUntil } from '../support/wait.ts';

/** Each worker of it opens a connection to the port it serves, takes nothing from it and forgets to close it. */
const APP = `
import socket, threading, time
KEPT = []
def leak():
    server = socket.create_server(('127.0.0.1', 0))
    for _ in range(40):
        KEPT.append(socket.create_connection(server.getsockname()))
        server.accept()[0].close()
    server.close()
threading.Thread(target=leak, daemon=True).start()
def app(environ, start_response):
    start_response('200 OK', [])
    return [b'ok']
`;

export interface ContainerOptions {
  args?: string[];
  env?: Record<string, string>;
}

let started = 0;

export interface Container {
  name: string;
  id: string;
  /** Of its main process, as this machine numbers it. */
  pid(): Promise<number>;
  /** Where its app is, `kept.py`, as it sees it: a change there is the container's alone. */
  dir: string;
  /** Executes this inside, as its root; gives what it says. */
  inside(...command: string[]): Promise<string>;
}

/** With two workers; `args` are more of Gunicorn's. Its limits are those that this machine allows for sure. */
export async function startContainer({ args = [], env = {} }: ContainerOptions = {}): Promise<Container> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-podman-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'kept.py'), APP);
  started += 1;
  const name = `fdtop-test-${process.pid}-${started}`;
  const remove = () => {
    spawnSync('podman', ['rm', '--force', '--time', '0', name], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  };
  register({ stop: async () => remove(), stopNow: remove });
  // runc: crun refuses machines with cgroups of both versions.
  const how = [
    '--runtime',
    'runc',
    '--cgroup-manager',
    'cgroupfs',
    'run',
    '--detach',
    '--name',
    name,
    '--network',
    'none',
  ];
  const limits = ['--ulimit', 'nofile=1024:4096', '--ulimit', 'nproc=1000:1000'];
  const gunicorn = ['/usr/bin/gunicorn', '--workers', '2', '--bind', '127.0.0.1:8000', ...args, 'kept:app'];
  const variables = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const { stdout: id } = await execa('podman', [
    ...how,
    ...limits,
    ...variables,
    '--workdir',
    folder,
    '--rootfs',
    '/:O',
    ...gunicorn,
  ]);
  const pid = async () => Number((await execa('podman', ['inspect', '--format', '{{.State.Pid}}', name])).stdout);
  await waitUntil('the container', async () => (await pid()) > 0);
  const inside = async (...command: string[]) => (await execa('podman', ['exec', name, ...command])).stdout;
  return { name, id: id.slice(0, 12), pid, dir: folder, inside };
}
