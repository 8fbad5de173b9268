import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FdTypesError } from '../../src/proc/fd-types-error.ts';
import { tcpTableSize } from '../../src/proc/net-size.ts';
import { readUserSockets } from '../../src/proc/user-sockets.ts';

let server: Server;
let sockets: Socket[];
let port: number;

beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
  sockets = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
  await Promise.all(sockets.map(socket => once(socket, 'connect')));
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('finds the sockets of the user of a process in its network namespace', () => {
  const { groups, total, exact } = readUserSockets({ procRoot: '/proc', pid: process.pid });
  const peers = groups.filter(({ peer }) => peer === `127.0.0.1:${port}`);
  expect(peers.reduce((sum, { count }) => sum + count, 0)).toBe(20);
  expect(groups.some(({ label }) => label === `TCP LISTEN on 127.0.0.1:${port}`)).toBe(true);
  expect(total).toBe(groups.reduce((sum, { count }) => sum + count, 0));
  expect(exact).toBe(true);
});

test('the size of the tables is known without reading them', () => {
  expect(tcpTableSize('/proc', process.pid)).toBeGreaterThanOrEqual(41);
  expect(tcpTableSize('/nowhere', 1)).toBe(0);
});

test('says so when the process is gone', () => {
  expect(() => readUserSockets({ procRoot: '/proc', pid: 4_194_304 })).toThrow(FdTypesError);
});
