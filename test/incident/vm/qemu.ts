/** The virtual machine itself: qemu's command line, and its process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { register } from '../../support/cleanup.ts';
import { waitUntil } from '../../support/wait.ts';
import type { Image } from './image.ts';

export interface QemuOptions {
  image: Image;
  /** What the guest writes to it is kept; without, the image's disk is used and what it writes is forgotten. */
  disk?: string;
  /** A saved memory to go on from, in place of a boot. */
  memory?: string;
  /** For the console and the sockets: short, as a socket's path may have 107 bytes. */
  folder: string;
}

export interface Qemu {
  /** On 127.0.0.1; leads to the guest's sshd. */
  port: number;
  /** Of the monitor. */
  socket: string;
  /** What the guest wrote to its serial console. */
  console(): string;
  /** Waits for something of the guest; fails as soon as qemu has ended. */
  waitFor(what: string, ask: () => unknown, timeout: number): Promise<void>;
  stop(): Promise<void>;
}

/** One processor, and a low priority: the machine outside has better things to do. A state fits these only. */
const SHAPE = ['-machine', 'pc,usb=off', '-accel', 'tcg', '-cpu', 'max', '-smp', '1', '-m', '4G'];
const KERNEL = [
  'console=ttyS0 quiet loglevel=4 panic=-1 audit=0 mitigations=off nokaslr random.trust_cpu=on',
  'systemd.show_status=0 systemd.tty.term.console=dumb systemd.log_color=0',
].join(' ');

export async function startQemu({ image, disk, memory, folder }: QemuOptions): Promise<Qemu> {
  const port = await freePort();
  const socket = join(folder, 'monitor');
  const consoleFile = join(folder, 'console');
  const drive = disk ?? join(image.dir, 'disk.raw');
  const args = [
    ...['-name', 'fdtop-incident', '-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'none', '-no-reboot'],
    ...SHAPE,
    ...['-kernel', join(image.dir, 'vmlinuz'), '-initrd', join(image.dir, 'initrd.img'), '-append', KERNEL],
    ...['-drive', `file=${drive},if=virtio,format=raw,cache=unsafe,snapshot=${disk && !memory ? 'off' : 'on'}`],
    // restrict=on: the guest reaches nothing at all; only the port leads in.
    ...['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ...['-device', 'virtio-net-pci,netdev=net,romfile='],
    ...['-serial', `file:${consoleFile}`, '-qmp', `unix:${socket},server=on,wait=off`],
    ...(memory ? ['-incoming', `exec:zstd -qdc '${memory}'`] : []),
  ];
  // setpriv: however this process ends, qemu ends with it.
  const qemu = spawn('setpriv', ['--pdeathsig=KILL', 'nice', '-n', '10', 'qemu-system-x86_64', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  qemu.stderr!.setEncoding('utf8').on('data', text => {
    complaints += text;
  });
  const console = () => (existsSync(consoleFile) ? readFileSync(consoleFile, 'utf8') : '');
  const hasEnded = () => qemu.exitCode !== null || qemu.signalCode !== null;
  const stop = register({ stop: () => end(qemu), stopNow: () => qemu.kill('SIGKILL') });
  const waitFor = async (what: string, ask: () => unknown, timeout: number) => {
    const last = () => `${complaints}\nThe guest's console:\n${console().split('\n').slice(-20).join('\n')}`;
    const answer = async () => {
      if (hasEnded()) throw new Error(`qemu has ended: ${last()}`);
      return (await ask()) || null;
    };
    await waitUntil(what, answer, { timeout, every: 100 }).catch(error => {
      throw hasEnded() ? error : new Error(`${error.message}\n${last()}`);
    });
  };
  await waitFor("qemu's monitor", () => existsSync(socket), 30_000);
  return { port, socket, console, waitFor, stop };
}

async function end(qemu: ChildProcess): Promise<void> {
  if (qemu.exitCode !== null || qemu.signalCode !== null) return;
  const ended = once(qemu, 'exit');
  qemu.kill('SIGTERM');
  await ended;
}

/** Free a moment ago: qemu cannot choose one itself and tell. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
