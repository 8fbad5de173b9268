import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressText, type ListenAddress } from '../config/listen-address.ts';
import { printable } from '../model/printable.ts';
import { negotiate } from '../report/prometheus.ts';
import { Connections } from './connections.ts';
import type { Exporter } from './exporter.ts';
import { isForUs, ownNames } from './own-names.ts';

export interface MetricsServer {
  /** Where it listens: the port is known only now when 0 was asked for. */
  address: ListenAddress;
  close(): Promise<void>;
}

/** An exporter that runs out of fds would be a bad joke. */
const MOST_CONNECTIONS = 64;
/** Who has connected must have asked within these times; a scraper asks at once. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
};
/** Who takes longer to read the answer loses it. */
const LONGEST_ANSWER_MS = 10_000;

export interface ServeOptions {
  /** From which age of the last sample on, in seconds, it is not healthy. */
  staleSeconds: number;
  /** Names of this machine that it does not know itself, in small letters. */
  allowedHosts?: readonly string[];
}

/**
 * Answers scrapes on `/metrics`, the health of the sampling loop on `/healthz`, a small page on `/`.
 *
 * @throws an Error that names the address and what to do, when that cannot be listened on
 */
export async function serveMetrics(
  exporter: Exporter,
  address: ListenAddress,
  { staleSeconds, allowedHosts = [] }: ServeOptions,
): Promise<MetricsServer> {
  const names = new Set([...ownNames(), address.host.toLowerCase(), ...allowedHosts]);
  const connections = new Connections(MOST_CONNECTIONS);
  const server = createServer(LIMITS, (request, response) => {
    // A connection is for one scrape: a scraper makes another as easily, and nobody sits on one.
    if (!connections.ask(request.socket)) return;
    response.shouldKeepAlive = false;
    const timer = setTimeout(() => request.socket.destroy(), LONGEST_ANSWER_MS).unref();
    request.socket.once('close', () => clearTimeout(timer));
    if (!isForUs(request.headers.host, names)) return send(request, response, 403, notForUs(request.headers.host!));
    answer(exporter, staleSeconds, request, response).catch(error => {
      if (!response.headersSent) send(request, response, 500, `${(error as Error).message}\n`);
      else response.destroy();
    });
  });
  server.on('connection', socket => connections.add(socket));
  server.listen(address.port, address.host);
  await once(server, 'listening').catch(error => {
    throw new Error(whyNot(error, address));
  });
  const { port } = server.address() as AddressInfo;
  return { address: { host: address.host, port }, close: () => close(server) };
}

function notForUs(host: string): string {
  const known = 'fdtop metrics answers to addresses and to the names of this machine that it knows';
  return `${printable(host, 100)} is none of this machine: ${known}; --allow-host NAME adds one\n`;
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
  text: string | Buffer,
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
