/** What the web apps of the tests talk to, on the loopback: HTTP that keeps connections open, and a mail server. */
import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { register } from './cleanup.ts';

export interface WebUpstream {
  /** Answers every request with `{"status": 200}`; one for /hold gets the head of its answer, and no end. */
  port: number;
  /** Says 250 to all. */
  mailPort: number;
  /** Ends the answers that are held. */
  letGo(): void;
  stop(): Promise<void>;
}

export async function startWebUpstream(): Promise<WebUpstream> {
  const held = new Set<ServerResponse>();
  const web = createHttpServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    request.resume();
    if (request.url !== '/hold') {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"status": 200}');
      return;
    }
    held.add(response);
    response.on('close', () => held.delete(response));
    response.flushHeaders();
  });
  const mail = createServer(socket => {
    socket.setEncoding('latin1').on('data', text => {
      for (const _ of String(text).matchAll(/\n/g)) socket.write('250 ok\r\n');
    });
    socket.write('220 upstream\r\n');
  });
  const sockets = new Set<Socket>();
  for (const server of [web, mail]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
  }
  const stopNow = () => {
    for (const server of [web, mail]) server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: await listen(web),
    mailPort: await listen(mail),
    letGo() {
      for (const response of held) response.end();
    },
    stop: register({ stop: async () => stopNow(), stopNow }),
  };
}

async function listen(server: Server): Promise<number> {
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
