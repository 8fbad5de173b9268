/** `fdtop metrics` as a user runs it, on a free port of the loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { registerChild } from './cleanup.ts';
import { FDTOP } from './fdtop.ts';
import { waitUntil } from './wait.ts';

export interface Exporter {
  /** `127.0.0.1:PORT` */
  address: string;
  pid: number;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** What it has said on stderr. */
  said(): string;
  /** Ends it, and gives how it ended. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; by: NodeJS.Signals | null }>;
}

export async function startExporter(...args: string[]): Promise<Exporter> {
  const child = spawn(process.execPath, [FDTOP, 'metrics', '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const end = registerChild(child);
  const address = await waitUntil('the address of fdtop metrics', () => {
    if (child.exitCode !== null) throw new Error(`fdtop metrics has ended: ${said}`);
    return /metrics on http:\/\/(\S+)\/metrics/.exec(said)?.[1];
  });
  return {
    address,
    pid: child.pid!,
    get: (path, init) => fetch(`http://${address}${path}`, init),
    said: () => said,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, by] = await closed;
      await end();
      return { code, by };
    },
  };
}

/** The value of a series by its name and some of its labels; undefined when there is none. */
export function seriesValue(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const line = text
    .split('\n')
    .find(each => (each.startsWith(`${name}{`) || each.startsWith(`${name} `)) && wanted.every(w => each.includes(w)));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1).replace('+Inf', 'Infinity'));
}
