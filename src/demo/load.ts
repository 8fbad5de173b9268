import { get } from 'node:http';

const everyMs = 25;
const atOnceAtMost = 4;

/** Sends a request to the demo's Gunicorn 40 times a second; answers and failures are its own business. */
export function driveLoad(port: number): void {
  let inFlight = 0;
  setInterval(() => {
    if (inFlight >= atOnceAtMost) return;
    inFlight++;
    const request = get({ host: '127.0.0.1', port, path: '/orders', agent: false, timeout: 5_000 });
    request.on('response', response => response.resume());
    request.on('timeout', () => request.destroy());
    request.on('error', () => {});
    request.on('close', () => inFlight--);
  }, everyMs);
}
