/** `fdtop metrics --textfile`, read by the node_exporter that it is for. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriesValue } from '../support/exporter.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { addWorker, gunicornTree, workerPid } from '../support/gunicorn-tree.ts';
import { need } from '../support/need.ts';
import { type NodeExporter, startNodeExporter } from '../support/node-exporter.ts';
import { waitUntil } from '../support/wait.ts';

need('prometheus-node-exporter')('node_exporter', () => {
  let folder: string;
  let exporter: NodeExporter;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fdtop-node-exporter-'));
    chmodSync(folder, 0o755);
    exporter = await startNodeExporter(folder);
  });
  afterAll(async () => {
    await exporter?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('shows what fdtop writes, without an error, at every scrape while it writes on; and nothing when it has ended', async () => {
    const tree = gunicornTree({ host: 'web-1', workers: 2, fds: { 1: 1200 } });
    // As root's umask may be: the file is for others to read all the same.
    const args = ['-c', 'umask 077; exec "$0" "$@"', process.execPath, FDTOP, 'metrics', '--textfile', folder];
    const child = execa('sh', [...args, '--proc-root', tree.root, '--interval', '0.1'], { reject: false });
    const labels = { app: 'shop:app', unit: 'gunicorn.service', role: 'worker', pid: String(workerPid(1)) };
    const first = await waitUntil('the series of a worker', async () => {
      const text = await exporter.scrape();
      return seriesValue(text, 'fdtop_process_open_fds', labels) === 1200 && text;
    });
    expect(seriesValue(first, 'fdtop_host_info', { host: 'web-1' })).toBe(1);
    expect(seriesValue(first, 'node_textfile_mtime_seconds', { file: `${folder}/fdtop.prom` })).toBeGreaterThan(1e9);

    addWorker(tree, 7, 30, { cgroup: '/system.slice/gunicorn.service' });
    let scrapes = 0;
    await waitUntil('the new worker, and 50 scrapes', async () => {
      const text = await exporter.scrape();
      scrapes += 1;
      expect(seriesValue(text, 'node_textfile_scrape_error')).toBe(0);
      expect(seriesValue(text, 'fdtop_process_open_fds', labels)).toBe(1200);
      return scrapes >= 50 && seriesValue(text, 'fdtop_process_open_fds', { pid: String(workerPid(7)) }) === 30;
    });

    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(0);
    const after = await exporter.scrape();
    expect(after).not.toContain('fdtop_');
    expect(seriesValue(after, 'node_textfile_scrape_error')).toBe(0);
  });

  test('reads names that try to break out of their label', async () => {
    const tree = gunicornTree({ host: 'web-1', workers: 1 });
    const evil = 'a"} 1\nfdtop_evil{x="\\';
    tree.add({ pid: 300, argv: [`gunicorn: master [${evil}]`], comm: 'gunicorn: maste', fds: 3 });
    tree.add({ pid: 400, argv: [`gunicorn: master [${evil}]`], comm: 'gunicorn: maste', fds: 4 });
    expect((await fdtop('metrics', '--textfile', folder, '--once', '--proc-root', tree.root)).exitCode).toBe(0);
    const text = await exporter.scrape();
    expect(seriesValue(text, 'node_textfile_scrape_error')).toBe(0);
    expect(text).not.toMatch(/^fdtop_evil/m);
    // The two have one name, and are two.
    expect(seriesValue(text, 'fdtop_process_open_fds', { pid: '300', master: '300' })).toBe(3);
    expect(seriesValue(text, 'fdtop_process_open_fds', { pid: '400', master: '400' })).toBe(4);
    expect(text).toContain(String.raw`app="a\"} 1 fdtop_evil{x=\"\\"`);
  });
});
