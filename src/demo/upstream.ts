import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/**
 * An HTTP server that answers as if it kept the connection open, and closes it: a client that does not close its side
 * then sits in CLOSE_WAIT. This side holds no fd once it has answered: the kernel keeps FIN_WAIT2 without one.
 */
export async function listenUpstream(): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.setTimeout(5_000, () => socket.destroy());
    socket.once('data', () => {
      socket.write(reply);
      socket.destroySoon();
    });
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 511 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
