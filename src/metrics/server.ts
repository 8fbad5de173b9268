import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressText, type ListenAddress } from '../config/listen-address.ts';
import { negotiate } from '../report/prometheus.ts';
import type { Exporter } from './exporter.ts';

export interface MetricsServer {
  /** Where it listens: the port is known only now when 0 was asked for. */
  address: ListenAddress;
  close(): Promise<void>;
}

/** An exporter that runs out of fds would be a bad joke: more scrapers than this have to wait. */
const MOST_CONNECTIONS = 64;

/**
 * Answers scrapes on `/metrics`, the health of the sampling loop on `/healthz`, a small page on `/`.
 *
 * @param staleSeconds from which age of the last sample on it is not healthy
 * @throws an Error that names the address and what to do, when that cannot be listened on
 */
export async function serveMetrics(
  exporter: Exporter,
  address: ListenAddress,
  staleSeconds: number,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(exporter, staleSeconds, request, response).catch(error => {
      if (!response.headersSent) send(request, response, 500, `${(error as Error).message}\n`);
      else response.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(address.port, address.host);
  await once(server, 'listening').catch(error => {
    throw new Error(whyNot(error, address));
  });
  const { port } = server.address() as AddressInfo;
  return { address: { host: address.host, port }, close: () => close(server) };
}

async function answer(
  exporter: Exporter,
  staleSeconds: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return send(request, response, 405, `${request.method} is not allowed here: GET and HEAD are\n`);
  }
  if (path === '/metrics') {
    const type = negotiate(request.headers.accept);
    return send(request, response, 200, await exporter.text(type), type);
  }
  if (path === '/healthz') {
    const healthy = exporter.age < staleSeconds;
    const text = `${healthy ? 'ok' : 'stale'}: the last sample is ${exporter.age.toFixed(1)} s old\n`;
    return send(request, response, healthy ? 200 : 503, text);
  }
  if (path === '/') return send(request, response, 200, PAGE, 'text/html; charset=utf-8');
  send(request, response, 404, 'there is /metrics, /healthz and /\n');
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(method === 'HEAD' ? undefined : text);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

function whyNot({ code, message }: NodeJS.ErrnoException, address: ListenAddress): string {
  const where = addressText(address);
  if (code === 'EADDRINUSE')
    return `cannot listen on ${where}: the port is in use; is fdtop metrics running already? --listen takes another`;
  if (code === 'EACCES') return `cannot listen on ${where}: ports below 1024 are for root; --listen takes another`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `cannot listen on ${where}: this machine has no such address`;
  return `cannot listen on ${where}: ${message}`;
}

const PAGE = `<!doctype html>
<html lang="en">
<title>fdtop metrics</title>
<h1>fdtop metrics</h1>
<p>Open file descriptors of the Gunicorns on this machine, for Prometheus.</p>
<ul><li><a href="/metrics">/metrics</a><li><a href="/healthz">/healthz</a></ul>
</html>
`;
