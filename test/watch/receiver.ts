/** A receiver of webhooks on the loopback that answers as a test wants it to. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { register } from '../support/cleanup.ts';

export type Answer = number | 'reset' | 'silence';

export interface Receiver {
  readonly url: URL;
  readonly port: number;
  /** What was taken with 2xx, oldest first. */
  readonly taken: Record<string, unknown>[];
  readonly headers: IncomingMessage['headers'][];
  /** How each request is answered from now on; given its number, from 0. */
  answer: (request: number) => Answer;
  requests: number;
  stop(): Promise<void>;
}

export async function startReceiver({ port = 0 } = {}): Promise<Receiver> {
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await request.setEncoding('utf8').toArray()).join('');
    const answer = receiver.answer(receiver.requests++);
    if (answer === 'silence') return;
    if (answer === 'reset') return void request.socket.resetAndDestroy();
    if (answer < 300) receiver.taken.push(JSON.parse(body));
    receiver.headers.push(request.headers);
    response.writeHead(answer, { 'retry-after': '0' }).end('ok');
  };
  const server = createServer((request, response) => void receive(request, response).catch(() => {}));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = register({
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    stopNow: () => void server.close(),
  });
  const { port: own } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${own}/T000/secret`);
  const receiver: Receiver = { url, port: own, taken: [], headers: [], answer: () => 200, requests: 0, stop };
  return receiver;
}
