/** Hosts that had fallen silent before `fdtop fleet` was started: Debian's Prometheus still knows them. */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAnswer } from '../../src/fleet/parse-answer.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { startExporter } from '../support/exporter.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { addWorker, gunicornTree, workerPid } from '../support/gunicorn-tree.ts';
import { need } from '../support/need.ts';
import { startNodeExporter } from '../support/node-exporter.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { waitUntil } from '../support/wait.ts';
import { openTerminal } from '../terminal/terminal.ts';

const DAYS_AGO = 3;

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** What Prometheus scraped of a host every minute, until it went down days ago. */
function pastOf(target: string, host: string, fds: number): string {
  const gone = Math.floor(Date.now() / 1000) - DAYS_AGO * 24 * 3600;
  const labels = `job="fdtop",instance="${target}"`;
  const worker = `${labels},app="shop:app",unit="gunicorn.service",master="100",role="worker",pid="101"`;
  const series: [string, string, (at: number) => number][] = [
    ['fdtop_host_info', `${labels},host="${host}"`, () => 1],
    ['fdtop_last_sample_timestamp_seconds', labels, at => at - 1],
    ['fdtop_process_info', `${worker},user="www-data",ppid="100"`, () => 1],
    ['fdtop_process_open_fds', worker, () => fds],
  ];
  const times = Array.from({ length: 20 }, (_, index) => gone - 60 * (20 - index));
  const text = series.flatMap(([name, labels, value]) => [
    `# TYPE ${name} gauge`,
    ...times.map(at => `${name}{${labels}} ${value(at)} ${at}`),
  ]);
  return [...text, '# EOF', ''].join('\n');
}

need('prometheus', 'prometheus-node-exporter')('hosts that were silent before it was started', () => {
  let prometheus: Prometheus;
  let folder: string;
  const value = async (expression: string) => {
    const query = new URLSearchParams({ query: expression });
    const response = await fetch(`${prometheus.url}/api/v1/query?${query}`);
    return parseAnswer(response.status, await response.text()).series[0]?.points[0]?.value ?? null;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fdtop-recall-'));
    chmodSync(folder, 0o755); // node_exporter runs as nobody
    const [up, down, elsewhere] = ['web-1', 'web-2', 'web-3'].map(host =>
      gunicornTree({ host, workers: 3, fds: host === 'web-2' ? { 1: 12_000 } : {} }),
    );
    const start = (root: string) => startExporter('--proc-root', root, '--interval', '0.2');
    const exporters = [await start(up!.root), await start(down!.root), await start(elsewhere!.root)] as const;
    const node = await startNodeExporter(folder);
    const stopped = gunicornTree({ host: 'web-4', workers: 1 });
    const args = [FDTOP, 'metrics', '--textfile', folder, '--proc-root', stopped.root, '--interval', '0.2'];
    const textfile = execa(process.execPath, args, { reject: false });
    const longGone = `127.0.0.1:${await freePort()}`;
    prometheus = await startPrometheus({
      targets: [exporters[0].address, exporters[1].address, longGone],
      jobs: { web: [exporters[2].address], node: [node.address] },
      past: pastOf(longGone, 'web-5', 777),
    });
    await waitUntil('four hosts', async () => (await value('count(fdtop_host_info)')) === 4);
    // One worker takes the place of another: of the two only the latter belongs to the last scrape.
    down!.remove(String(workerPid(0)));
    addWorker(down!, 7, 33, { cgroup: '/system.slice/gunicorn.service' });
    await waitUntil(
      'the new worker',
      async () => (await value(`count(fdtop_process_info{pid="${workerPid(7)}"})`)) === 1,
    );
    await Promise.all([exporters[1].stop('SIGKILL'), exporters[2].stop('SIGKILL')]);
    textfile.kill('SIGTERM');
    await textfile;
    await waitUntil('their silence', async () => {
      return (await value('count(up == 0)')) === 3 && (await value('count(fdtop_host_info)')) === 1;
    });
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('they show what they told last, with its age, and so does the screen', async () => {
    const { stdout } = await fdtop('fleet', '--prometheus', prometheus.url, '--json');
    const { processes, notes, fleet, instances }: Snapshot = JSON.parse(stdout);
    const of = (name: string) => processes.filter(({ host }) => host === name);
    expect(of('web-1').map(({ fdsAgeSeconds }) => fdsAgeSeconds)).toEqual([0, 0, 0, 0]);

    const pids = of('web-2').map(({ pid }) => pid);
    expect(pids.sort()).toEqual([100, workerPid(1), workerPid(2), workerPid(7)]);
    expect(of('web-2').find(({ pid }) => pid === workerPid(1))).toMatchObject({ fds: 12_000, severity: 'leaking' });
    for (const { fdsAgeSeconds, unchanged } of [...of('web-2'), ...of('web-3'), ...of('web-4')]) {
      expect(fdsAgeSeconds).toBeGreaterThanOrEqual(1);
      expect(unchanged).toBe(true);
    }
    expect(of('web-3')).toHaveLength(4);
    expect(of('web-4')).toHaveLength(2);
    expect(of('web-5')).toMatchObject([{ pid: 101, fds: 777 }]);
    expect(of('web-5')[0]!.fdsAgeSeconds).toBeGreaterThanOrEqual(DAYS_AGO * 24 * 3600);
    expect(instances.filter(({ host }) => host === 'web-2')).toHaveLength(1);
    expect(fleet).toMatchObject({ hosts: 5, down: 4 });
    expect(notes[0]).toMatch(/^web-\d, web-\d and web-\d are down: last seen \d+ s to 3 d ago\.$/);
    expect(notes).toContainEqual(expect.stringMatching(/^fdtop on web-4 has stopped: last seen \d+ s ago\.$/));

    const terminal = openTerminal({
      ...{ command: process.execPath, args: [FDTOP, 'fleet', '--prometheus', prometheus.url], cols: 160, rows: 50 },
    });
    await terminal.waitFor(/FLEET 5 hosts {2}4 down data ≤ \d s old/);
    await terminal.waitFor(new RegExp(`!! web-2 +gunicorn +${workerPid(1)} +worker +~12,000 `));
    await terminal.waitFor(/web-5 +gunicorn +101 +worker +~777 /);
    terminal.write('q');
    expect((await terminal.exit).code).toBe(0);
  });
});
