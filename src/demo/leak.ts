import { connect, type Socket } from 'node:net';
import { fds, findPipe, openDeletedFile, openHosts, reopen, softLimit } from './open-fds.ts';

/** 1,000 after 5 s and 10,000 after 53 s. */
const fdsPerSecond = 190;
/** A bit over 10,000, from where on a worker leaks by fdtop's measure. */
const enough = 10_500;
const shareOfLimit = 0.8;
const tickMs = 50;

/** Leaks at a steady pace after a calm, up to `enough` or 80 % of the soft limit: it must stay alive to be looked at. */
export function startLeak(upstreamPort: number, calmMs: number): void {
  const before = fds().length;
  const leak = createLeak(upstreamPort);
  let due = 0;
  let last = Date.now() + calmMs;

  function tick(): void {
    const now = Date.now();
    // After a stop (SIGSTOP) it goes on at its pace, it does not catch up in one burst.
    due += fdsPerSecond * Math.max(0, Math.min(now - last, 1_000) / 1_000);
    last = Math.max(last, now);
    const room = Math.min(enough, softLimit() * shareOfLimit) - before;
    for (; due >= 1; due--) if (leak.size() < room) leak.one();
  }
  setInterval(tick, tickMs);
}

/** Of 20 fds 16 are sockets, 1 is a file, 1 a deleted file, 2 are of a pipe. */
function createLeak(upstreamPort: number) {
  const held = new Set<number | Socket>();
  const deletedFile = openDeletedFile();
  const pipe = findPipe();
  const opens = [() => reopen(pipe), openHosts, () => reopen(pipe), () => reopen(deletedFile)];
  let count = 0;

  function one(): void {
    count++;
    if (count % 5 === 0) held.add(opens[(count / 5) % opens.length]!());
    else holdConnection();
  }

  /** Asks the upstream something and never closes: when the upstream does, the socket stays in CLOSE_WAIT. */
  function holdConnection(): void {
    const socket = connect({ port: upstreamPort, host: '127.0.0.1', allowHalfOpen: true });
    held.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => held.delete(socket));
    socket.resume();
    socket.write('GET /orders HTTP/1.1\r\nHost: upstream\r\n\r\n');
  }

  return { one, size: () => held.size };
}
