/** Debian's real node_exporter, on the loopback, as a user of its own, with the textfile collector alone. */
import { spawn } from 'node:child_process';
import { registerChild } from './cleanup.ts';
import { waitUntil } from './wait.ts';

const NOBODY = 65_534;

export interface NodeExporter {
  /** `127.0.0.1:PORT` */
  address: string;
  /** What a scrape is answered. */
  scrape(): Promise<string>;
  stop(): Promise<void>;
}

/** `folder` is what it reads *.prom of; for root it runs as nobody, as the package runs it as a user without rights. */
export async function startNodeExporter(folder: string): Promise<NodeExporter> {
  const args = ['--collector.disable-defaults', '--collector.textfile', `--collector.textfile.directory=${folder}`];
  const isRoot = process.getuid?.() === 0;
  const child = spawn('/usr/bin/prometheus-node-exporter', [...args, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-20_000);
  });
  const stop = registerChild(child);
  const port = await waitUntil('the port of node_exporter', () => {
    if (child.exitCode !== null) throw new Error(`node_exporter has ended:\n${log}`);
    return /address=127\.0\.0\.1:(\d+)/.exec(log)?.[1];
  });
  const address = `127.0.0.1:${port}`;
  return { address, scrape: async () => await (await fetch(`http://${address}/metrics`)).text(), stop };
}
