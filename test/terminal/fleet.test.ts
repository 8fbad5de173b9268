/** The screen of a fleet: Debian's Prometheus over three exporters, each over a host of its own. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAnswer } from '../../src/fleet/parse-answer.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { gunicornTree, workerPid } from '../support/gunicorn-tree.ts';
import { need } from '../support/need.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { waitUntil } from '../support/wait.ts';
import { openTerminal } from './terminal.ts';

const RULES = fileURLToPath(new URL('../../alerts/fdtop.rules.yml', import.meta.url));
const WORKERS = 12;
/** The one that leaks is the fourth of web-2. */
const LEAKING = workerPid(3);

need('prometheus')('fdtop fleet', () => {
  let exporters: Exporter[];
  let prometheus: Prometheus;
  const value = async (expression: string) => {
    const query = new URLSearchParams({ query: expression });
    const response = await fetch(`${prometheus.url}/api/v1/query?${query}`);
    return parseAnswer(response.status, await response.text()).series[0]?.points[0]?.value ?? null;
  };

  beforeAll(async () => {
    const trees = ['web-1', 'web-2', 'web-3'].map(host =>
      gunicornTree({
        host,
        workers: WORKERS,
        fds: host === 'web-2' ? { 3: 12_000 } : {},
        unit: `${host}-shop.service`,
      }),
    );
    exporters = await Promise.all(trees.map(({ root }) => startExporter('--proc-root', root, '--interval', '0.5')));
    prometheus = await startPrometheus({ targets: exporters.map(({ address }) => address), ruleFiles: [RULES] });
    await waitUntil('three hosts', async () => (await value('count(fdtop_host_info)')) === 3);
    // Some past for the sparklines.
    await waitUntil('two scrapes', async () => (await value('min(count_over_time(up[1m]))'))! >= 4);
  });
  afterAll(async () => {
    await Promise.all([prometheus?.stop(), ...(exporters ?? []).map(exporter => exporter.stop('SIGKILL'))]);
  });

  test('not on a terminal: one table, or JSON', async () => {
    const table = await fdtop('fleet', '--prometheus', prometheus.url);
    expect(table.exitCode).toBe(0);
    expect(table.stdout).toMatch(/^3 hosts {2}Prometheus http:\/\/127\.0\.0\.1:\d+ {2}open files 15,000$/m);
    expect(table.stdout).toMatch(/^HOST +INSTANCE +PID +ROLE +FDS +LIMIT/m);
    expect(table.stdout).toMatch(new RegExp(`^web-2 +web-2-shop +${LEAKING} +worker +~?12,000 .*leaking`, 'm'));
    const json: Snapshot = JSON.parse((await fdtop('fleet', '--prometheus', prometheus.url, '--json')).stdout);
    expect(json.processes).toHaveLength(3 * (WORKERS + 1));
    expect(json.fleet).toMatchObject({ hosts: 3, down: 0 });
  });

  test('the alert rules that are shipped match what is exported', async () => {
    const alert = 'ALERTS{alertname="FdtopWorkerLeaks",alertstate="pending",role="worker"}';
    await waitUntil('the alert', () => value(`count(${alert})`));
    expect(await value('count(ALERTS)')).toBe(1);
  });

  test('three hosts on one screen; what is down, slow or gone is said, and the keys work on', async () => {
    const args = [FDTOP, 'fleet', '--prometheus', prometheus.url];
    const terminal = openTerminal({ command: process.execPath, args, cols: 150, rows: 60 });
    await terminal.waitFor('3 hosts');
    for (const host of ['web-1', 'web-2', 'web-3']) await terminal.waitFor(`${host}   ${host}-shop.service`);
    const screen = () => terminal.text().join('\n');
    await terminal.waitFor(`Prometheus ${prometheus.url}`);
    await terminal.waitFor(/HOST +INSTANCE +PID +ROLE +FDS ▼ +LIMIT +USED +GROWTH/);
    await terminal.waitFor(new RegExp(`› !! web-2 +web-2-shop +${LEAKING} +worker +~?12,000 .*█`));
    expect(screen()).not.toContain('CPU%');
    await terminal.waitFor(`web-2: ${LEAKING} leaked: 12,000 fds`);

    terminal.write('k');
    await terminal.waitFor(`→ ssh -t web-2 sudo fdtop kill ${LEAKING}`);
    terminal.write('t');
    await terminal.waitFor(`→ ssh -t web-2 sudo fdtop types ${LEAKING}`);
    terminal.write('r');
    await terminal.waitFor('→ ssh -t web-2 sudo fdtop restart web-2-shop');
    terminal.key('esc');
    terminal.key('enter');
    await terminal.waitFor(`worker ${LEAKING}   web-2`);
    await terminal.waitFor(/10,000┤┄ leak/);
    await terminal.waitFor(/[\u2801-\u28ff]{4}/);
    await terminal.waitFor('this process runs on another host');
    terminal.key('esc');
    await terminal.waitFor(/› !! web-2/);

    await exporters[2]!.stop('SIGKILL');
    await terminal.waitFor(/web-3 is down: last seen \d+ s ago\./);
    await terminal.waitFor(/FLEET 3 hosts {2}1 down data ≤ \d+ s old/);
    await terminal.waitFor(/web-3 +web-3-shop +\d+ +worker +~20 /);

    prometheus.freeze();
    await terminal.waitFor(/has not answered for \d+ s: all this is \d+ s old\./);
    terminal.key('down');
    terminal.write('?');
    await terminal.waitFor('Columns');
    terminal.key('esc');
    prometheus.thaw();
    await terminal.waitFor(() => !screen().includes('has not answered'));

    await prometheus.stop();
    await terminal.waitFor(/does not answer \(connection refused\): all this is [2-9] s old\./);
    await terminal.waitFor(new RegExp(`web-2 +web-2-shop +${LEAKING} +worker +~12,000 `));
    terminal.write('/web-1\r');
    await terminal.waitFor(() => !/^.{5}web-2/m.test(screen()) && /^.{5}web-1/m.test(screen()));
    terminal.write('q');
    expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });

    const refused = await fdtop('fleet', '--prometheus', prometheus.url);
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      `fdtop: cannot ask Prometheus ${prometheus.url}: connection refused`,
    ]);
  });

  test('wants the URL of one', async () => {
    for (const args of [[], ['--prometheus', 'web:9090'], ['--prometheus', 'ftp://web'], ['--prometheus', '']]) {
      expect((await fdtop('fleet', ...args)).exitCode).toBe(2);
    }
  });
});
