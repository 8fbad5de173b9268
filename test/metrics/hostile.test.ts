/** What clients do that want nobody to be answered, or an answer that is not for them. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, describe, expect, it, test } from 'vitest';
import { Exporter } from '../../src/metrics/exporter.ts';
import { serveMetrics } from '../../src/metrics/server.ts';
import { type Exporter as Running, seriesValue, startExporter } from '../support/exporter.ts';
import { fdtop } from '../support/fdtop.ts';
import { gunicornTree } from '../support/gunicorn-tree.ts';
import { need } from '../support/need.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { waitUntil } from '../support/wait.ts';
import { snapshot } from '../ui/snapshots.ts';

let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends) end();
  ends = [];
});

/** Keeps so many connections on which this is said; each that ends is followed by another. */
async function hold(address: string, count: number, begin: (socket: Socket) => void, renewMs = 100): Promise<void> {
  const [host, port] = address.split(':');
  const open = new Set<Socket>();
  let goes = true;
  let made = 0;
  const one = () => {
    const socket = connect(Number(port), host);
    open.add(socket);
    socket.on('error', () => {});
    socket.once('connect', () => {
      made += 1;
      begin(socket);
    });
    socket.once('close', () => {
      open.delete(socket);
      if (goes) setTimeout(one, renewMs);
    });
  };
  for (let index = 0; index < count; index += 1) one();
  ends.push(() => {
    goes = false;
    for (const socket of open) socket.destroy();
  });
  await waitUntil('the connections', () => made >= count);
}

const idle = () => {};
const half = (socket: Socket) => void socket.write('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
const body = (socket: Socket) =>
  void socket.write('POST /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nx');
/** Asks, and reads none of the answer. */
const unread = (socket: Socket) => void socket.pause().write('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');

const startOne = () => startExporter('--proc-root', gunicornTree({ host: 'web-1', workers: 40 }).root);

/** A connection of its own each time, as a scraper has it that comes every minute. */
const scrape = async (exporter: Running) =>
  await (
    await exporter.get('/metrics', { headers: { Connection: 'close' }, signal: AbortSignal.timeout(5000) })
  ).text();

/** The same by a process of its own, which the connections of this one keep from nothing: the workers that it was told of. */
async function scrapeFromOutside({ address }: Running, times: number): Promise<number[]> {
  const program = `for (let time = 0; time < ${times}; time += 1) {
    const answer = await fetch('http://${address}/metrics', { headers: { Connection: 'close' }, signal: AbortSignal.timeout(5000) });
    console.log(/^fdtop_instance_workers.* (\\d+)$/m.exec(await answer.text())[1]);
    await new Promise(resolve => setTimeout(resolve, 100));
  }`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', program]);
  return stdout.split('\n').map(Number);
}

describe.each([
  ['say nothing', idle],
  ['send half a request', half],
  ['send half a body', body],
])('connections that %s', (_, begin) => {
  it('are held, and more, and made anew: every scrape is answered', async () => {
    const exporter = await startOne();
    await hold(exporter.address, 64, begin);
    expect(await scrapeFromOutside(exporter, 10)).toEqual(Array(10).fill(40));
    await hold(exporter.address, 100, begin);
    expect(await scrapeFromOutside(exporter, 10)).toEqual(Array(10).fill(40));
    await exporter.stop();
  }, 60_000);
});

it('a connection that asks nothing, or not all of it, is ended', async () => {
  const exporter = await startOne();
  const [host, port] = exporter.address.split(':');
  const closed = [idle, half, body].map(async begin => {
    const socket = connect(Number(port), host).on('error', () => {});
    await once(socket, 'connect');
    begin(socket);
    await once(socket.resume(), 'close');
  });
  await Promise.all(closed);
  await exporter.stop();
}, 60_000);

describe('an answer that is larger than what the kernel keeps', () => {
  const LARGE = Buffer.alloc(30_000_000, 'x');
  /** A mock of what is told, in front of the real server. */
  class Large extends Exporter {
    override text() {
      return Promise.resolve(LARGE);
    }
  }
  const serve = async () => {
    const exporter = new Large({
      sample: async () => snapshot(),
      readTypes: () => Promise.reject(new Error()),
      version: '',
    });
    await exporter.sample();
    const server = await serveMetrics(exporter, { host: '127.0.0.1', port: 0 }, { staleSeconds: 1000 });
    ends.push(() => void server.close());
    return `127.0.0.1:${server.address.port}`;
  };

  it('is lost by who does not read it: others are answered, however many those are', async () => {
    const address = await serve();
    await hold(address, 80, unread, 1000);
    for (let time = 0; time < 20; time += 1) {
      const { status } = await fetch(`http://${address}/healthz`, { signal: AbortSignal.timeout(5000) });
      expect(status).toBe(200);
    }
  }, 60_000);

  it('is not waited for without end', async () => {
    const address = await serve();
    const [host, port] = address.split(':');
    const socket = connect(Number(port), host).on('error', () => {});
    await once(socket, 'connect');
    unread(socket);
    let read = 0;
    socket.on('data', part => {
      read += part.length;
    });
    socket.pause();
    // Longer than the server waits; the kernel has kept a part.
    await sleep(12_000);
    socket.resume();
    await once(socket, 'close');
    expect(read).toBeLessThan(30_000_000);
  }, 60_000);
});

need('prometheus')('a real Prometheus', () => {
  it('misses no scrape while 64 idle connections, and more, are held and renewed', async () => {
    const exporter = await startOne();
    await hold(exporter.address, 100, idle);
    await hold(exporter.address, 30, half);
    const prometheus = await startPrometheus({ targets: [exporter.address] });
    const ask = async (query: string) => {
      const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.length === 0 ? null : Number(data.result[0]!.value[1]);
    };
    await waitUntil('eight scrapes', async () => ((await ask('count_over_time(up[1m])')) ?? 0) >= 8, {
      timeout: 30_000,
    });
    expect(await ask('min_over_time(up[1m])')).toBe(1);
    expect(await ask('fdtop_instance_workers')).toBe(40);
    await prometheus.stop();
    await exporter.stop();
  }, 60_000);
});

test('a page whose name was made to lead here is told nothing, and whoever is meant what to do', async () => {
  const tree = gunicornTree({ host: 'web-1', workers: 1 });
  const exporter = await startExporter('--proc-root', tree.root, '--allow-host', 'Metrics.example.com,other');
  const ask = (host: string, path = '/metrics') =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const [address, port] = exporter.address.split(':');
      const asked = request({ host: address, port, path, headers: { Host: host } }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      });
      asked.on('error', reject).end();
    });
  for (const path of ['/metrics', '/healthz', '/']) {
    const { status, text } = await ask('evil.example:9948', path);
    expect([status, text]).toEqual([
      403,
      expect.stringMatching(/^evil\.example:9948 is none of this machine: .*--allow-host NAME adds one\n$/),
    ]);
  }
  for (const host of [
    '127.0.0.1',
    'localhost:9948',
    '[::1]:1',
    `${hostname()}:9948`,
    'metrics.example.com',
    'OTHER:9948',
  ])
    expect([host, (await ask(host)).status]).toEqual([host, 200]);
  await exporter.stop();
});

test('--allow-host wants names', async () => {
  const { exitCode, stderr } = await fdtop('metrics', '--allow-host', 'http://web-3');
  expect([exitCode, stderr]).toEqual([
    2,
    'fdtop: --allow-host "http://web-3" is no name of a host, as web-3.example.com',
  ]);
});

test('tells no command line of anybody, and no label without end', async () => {
  const tree = gunicornTree({ host: 'web-1', workers: 1 });
  const long = 'n'.repeat(5000);
  tree.add({
    pid: 300,
    argv: ['python3', '/usr/bin/gunicorn', '--env', 'TOKEN=hunter2', 'app:app'],
    comm: 'gunicorn',
    fds: 3,
  });
  tree.add({ pid: 400, argv: [`gunicorn: master [${long}\u001b]0;x\u0007]`], comm: 'gunicorn: maste', fds: 4 });
  tree.add({ pid: 500, argv: ['uvicorn-hunter2 --token hunter2', 'hunter2'], comm: '', fds: 4 });
  const exporter = await startExporter('--proc-root', tree.root, '--match', 'uvicorn');
  const text = await scrape(exporter);
  expect(seriesValue(text, 'fdtop_process_open_fds', { pid: '300', app: 'app:app' })).toBe(3);
  expect(seriesValue(text, 'fdtop_process_open_fds', { pid: '400' })).toBe(4);
  expect(seriesValue(text, 'fdtop_process_open_fds', { pid: '500', app: 'uvicorn-hunter2' })).toBe(4);
  expect(text.replaceAll('app="uvicorn-hunter2"', '')).not.toContain('hunter2');
  expect(text).not.toMatch(/[^\n\x20-\x7e\ufffd\u2026]/);
  expect(
    Math.max(...[...text.matchAll(/="((?:[^"\\]|\\.)*)"/g)].map(([, value]) => value!.length)),
  ).toBeLessThanOrEqual(64);
  await exporter.stop();
});
