/** Debian's real Prometheus, on the loopback, with its data in a folder of its own, gone when the test is. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from './cleanup.ts';
import { waitUntil } from './wait.ts';

export interface Prometheus {
  url: string;
  /** Stops it; what it knows stays for `startPrometheus` with the same folder. */
  stop(): Promise<void>;
  /** Stops it from running, and from answering: connections are accepted by the kernel all the same. */
  freeze(): void;
  thaw(): void;
}

export interface PrometheusOptions {
  /** `host:port` of the exporters, scraped every second as the job `fdtop`. */
  targets: readonly string[];
  /** Those of other jobs, by name. */
  jobs?: Readonly<Record<string, readonly string[]>>;
  ruleFiles?: readonly string[];
  /** What it knows from before it was started: OpenMetrics with timestamps. */
  past?: string;
}

export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { targets, jobs = {}, ruleFiles = [], past } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-prometheus-'));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ruleFiles,
    scrape_configs: Object.entries({ fdtop: targets, ...jobs }).map(([name, members]) => {
      return { job_name: name, static_configs: [{ targets: members }] };
    }),
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  if (past !== undefined) {
    writeFileSync(join(folder, 'past.txt'), past);
    const backfill = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'past.txt'), join(folder, 'data')];
    execFileSync('/usr/bin/promtool', backfill, { stdio: 'ignore' });
  }
  const args = ['--config.file', join(folder, 'prometheus.yml'), '--storage.tsdb.path', join(folder, 'data')];
  const child = spawn('/usr/bin/prometheus', [...args, '--web.listen-address', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
  });
  const closed = once(child, 'close');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-20_000);
  });
  const stop = register({
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
    stopNow() {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  });
  const port = await waitUntil('the port of Prometheus', () => {
    if (child.exitCode !== null) throw new Error(`Prometheus has ended:\n${log}`);
    return log.includes('ready to receive web requests') && /Listening on" address=127\.0\.0\.1:(\d+)/.exec(log)?.[1];
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}
