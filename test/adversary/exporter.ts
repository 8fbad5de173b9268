/** Asking an exporter as Prometheus does. */
import { createServer, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../support/wait.ts';
import { whyUnclean } from './marks.ts';

/** Waits until it answers, and reads what it says. */
export async function scrapeOnce(port: number): Promise<string[]> {
  for (let turn = 0; turn < 12; turn += 1) {
    const text = await fetchText(`http://127.0.0.1:${port}/metrics`);
    if (text === null) await sleep(250);
    else {
      const why = whyUnclean(text);
      return why ? [`the exporter ${why}`] : [];
    }
  }
  return ['the exporter did not answer within 3 s'];
}

function fetchText(url: string): Promise<Buffer | null> {
  return new Promise(resolve => {
    const request = get(url, { agent: false, timeout: 2000 }, async response => {
      resolve(Buffer.concat(await response.toArray()));
    });
    request.on('error', () => resolve(null));
    request.on('timeout', () => request.destroy());
  });
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await waitUntil('a port', () => server.address());
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
