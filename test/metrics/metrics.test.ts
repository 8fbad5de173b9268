import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { Textfile } from '../../src/metrics/textfile.ts';
import { seriesValue, startExporter } from '../support/exporter.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { addWorker, gunicornTree, workerPid } from '../support/gunicorn-tree.ts';
import { need } from '../support/need.ts';
import { waitUntil } from '../support/wait.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'fdtop-textfile-')));
  return folders.at(-1)!;
}

const CGROUP = { cgroup: '/system.slice/gunicorn.service' };

test('answers scrapes from its last sample; a dead worker and its series go, the replacement counts', async () => {
  const tree = gunicornTree({ host: 'web-1', workers: 2, fds: { 1: 1200 } });
  const exporter = await startExporter('--proc-root', tree.root, '--interval', '0.2');
  const scrape = async () => await (await exporter.get('/metrics')).text();
  const first = await scrape();
  expect(seriesValue(first, 'fdtop_process_open_fds', { pid: String(workerPid(1)) })).toBe(1200);
  expect(seriesValue(first, 'fdtop_process_severity', { pid: String(workerPid(1)) })).toBe(1);
  expect(seriesValue(first, 'fdtop_instance_workers', { unit: 'gunicorn.service', app: 'shop:app' })).toBe(2);
  expect(seriesValue(first, 'fdtop_host_info', { host: 'web-1' })).toBe(1);
  expect(seriesValue(first, 'fdtop_system_max_files')).toBe(400_000);

  tree.remove(String(workerPid(1)));
  addWorker(tree, 7, 30, CGROUP);
  await waitUntil('the replacement', async () => {
    return seriesValue(await scrape(), 'fdtop_worker_replacements_total', { app: 'shop:app' }) === 1;
  });
  expect(await scrape()).not.toContain(`pid="${workerPid(1)}"`);
  // It may have been seen while the tree was being written.
  await waitUntil('all of its fds', async () => {
    return seriesValue(await scrape(), 'fdtop_process_open_fds', { pid: String(workerPid(7)) }) === 30;
  });
  expect(await exporter.stop()).toEqual({ code: 0, by: null });
});

test('speaks HTTP: pages, methods, formats, health', async () => {
  const tree = gunicornTree({ host: 'web-1', workers: 1 });
  const exporter = await startExporter('--proc-root', tree.root, '--interval', '0.2');
  const page = await exporter.get('/');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('href="/metrics"');
  expect((await exporter.get('/healthz')).status).toBe(200);
  expect((await exporter.get('/nothing')).status).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const refused = await exporter.get('/metrics', { method });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }
  const head = await exporter.get('/metrics', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(1000);
  const open = await exporter.get('/metrics', { headers: { Accept: 'application/openmetrics-text; version=1.0.0' } });
  expect(open.headers.get('content-type')).toContain('openmetrics');
  expect((await open.text()).endsWith('# EOF\n')).toBe(true);
  expect(exporter.said()).not.toContain('warning');
});

test('a sampler that fails shows: the age grows, errors are counted, it answers on', async () => {
  const tree = gunicornTree({ host: 'web-1', workers: 1 });
  const exporter = await startExporter('--proc-root', tree.root, '--interval', '0.1');
  const scrape = async () => await (await exporter.get('/metrics')).text();
  // At once: a tick in the midst of a removal would count what is left.
  const gone = `${tree.root}-gone`;
  renameSync(tree.root, gone);
  const text = await waitUntil('an error', async () => {
    const text = await scrape();
    return (seriesValue(text, 'fdtop_sample_errors_total') ?? 0) >= 2 && text;
  });
  const at = seriesValue(text, 'fdtop_last_sample_timestamp_seconds');
  expect(seriesValue(text, 'fdtop_process_open_fds')).toBe(9);
  await waitUntil('more errors', async () => (seriesValue(await scrape(), 'fdtop_sample_errors_total') ?? 0) >= 4);
  expect(seriesValue(await scrape(), 'fdtop_last_sample_timestamp_seconds')).toBe(at);
  // Once, not at every beat.
  expect(exporter.said().match(/cannot|ENOENT/g)).toHaveLength(1);
  rmSync(gone, { recursive: true });
});

test('says what is wrong with an address, and exits', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const taken = await fdtop('metrics', '--listen', `127.0.0.1:${port}`);
  server.close();
  expect(taken.exitCode).toBe(1);
  expect(taken.stderr).toBe(
    `fdtop: cannot listen on 127.0.0.1:${port}: the port is in use; is fdtop metrics running already? --listen takes another`,
  );
  const foreign = await fdtop('metrics', '--listen', '192.0.2.1:0');
  expect([foreign.exitCode, foreign.stderr]).toEqual([
    1,
    'fdtop: cannot listen on 192.0.2.1:0: this machine has no such address',
  ]);
  expect((await fdtop('metrics', '--listen', 'nonsense')).exitCode).toBe(2);
});

test('beyond the loopback it warns, in one line', async () => {
  const child = execa(process.execPath, [FDTOP, 'metrics', '--listen', '0.0.0.0:0'], { reject: false });
  let said = '';
  child.stderr.on('data', text => {
    said += text;
  });
  await waitUntil('that it listens', () => said.includes('metrics on'));
  child.kill('SIGINT');
  expect((await child).exitCode).toBe(130);
  expect(said.match(/warning: .*put a proxy before it\n/g)).toHaveLength(1);
});

test('--textfile writes the whole file at once, for everyone to read, and takes it away at the end', async () => {
  const dir = folder();
  const tree = gunicornTree({ host: 'web-1', workers: 2 });
  const args = [FDTOP, 'metrics', '--textfile', dir, '--proc-root', tree.root, '--interval', '0.1'];
  const child = execa(process.execPath, args, { reject: false });
  const file = join(dir, 'fdtop.prom');
  await waitUntil('the file', () => existsSync(file));
  const { ino } = statSync(file);
  await waitUntil('the next one', () => statSync(file).ino !== ino);
  for (let times = 0; times < 200; times++) expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(readFileSync(file, 'utf8')).not.toMatch(/^fdtop_\S+ \S+ \d+$/m);
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(0);
  expect(readdirSync(dir)).toEqual([]);
});

test('--textfile --once writes one that stays; without a folder it is a usage error', async () => {
  const dir = folder();
  const tree = gunicornTree({ host: 'web-1', workers: 2, fds: { 0: 300 } });
  const done = await fdtop('metrics', '--textfile', dir, '--once', '--proc-root', tree.root);
  expect([done.exitCode, done.stdout, done.stderr]).toEqual([0, '', '']);
  const text = readFileSync(join(dir, 'fdtop.prom'), 'utf8');
  expect(seriesValue(text, 'fdtop_instance_open_fds')).toBe(329);
  expect(seriesValue(text, 'fdtop_worst_worker_fds', { kind: 'device' })).toBe(300);
  expect(text).not.toContain('replacements');
  const none = await fdtop('metrics', '--textfile', join(dir, 'no'), '--once');
  expect([none.exitCode, none.stderr]).toEqual([
    2,
    `fdtop: --textfile ${join(dir, 'no')}: there is no such folder; it is what node_exporter has as --collector.textfile.directory`,
  ]);
  expect((await fdtop('metrics', '--once')).exitCode).toBe(2);
});

test('--textfile follows no link that the owner of the folder has put where it will write', () => {
  const dir = folder();
  const victim = join(folder(), 'shadow');
  writeFileSync(victim, 'secret', { mode: 0o600 });
  symlinkSync(victim, join(dir, `.fdtop.prom.${process.pid}`));
  symlinkSync(victim, join(dir, 'fdtop.prom'));
  new Textfile(dir).write('fdtop_x 1\n');
  expect([readFileSync(victim, 'utf8'), statSync(victim).mode & 0o777]).toEqual(['secret', 0o600]);
  expect(lstatSync(join(dir, 'fdtop.prom')).isFile()).toBe(true);
  expect(readdirSync(dir)).toEqual(['fdtop.prom']);
});

need('gunicorn', 'prometheus')('a real Gunicorn', () => {
  test('its worst worker and what it holds; promtool finds nothing to say about the text', async () => {
    const gunicorn = await startGunicorn({ workers: 2 });
    const [, leaking] = gunicorn.workerPids();
    await gunicorn.hold(leaking!, 'close_wait', 300);
    await gunicorn.hold(leaking!, 'pipe', 100);
    const exporter = await startExporter('--interval', '0.5');
    const labels = { master: String(gunicorn.masterPid) };
    const text = await waitUntil('the types', async () => {
      const text = await (await exporter.get('/metrics')).text();
      const known = seriesValue(text, 'fdtop_worst_worker_fds', { ...labels, kind: 'tcp', state: 'CLOSE_WAIT' });
      return known !== undefined && text;
    });
    expect(seriesValue(text, 'fdtop_worst_worker_fds', { ...labels, kind: 'tcp', state: 'CLOSE_WAIT' })).toBe(300);
    expect(seriesValue(text, 'fdtop_worst_worker_fds', { ...labels, kind: 'pipe' })).toBeGreaterThanOrEqual(100);
    expect(seriesValue(text, 'fdtop_instance_workers', labels)).toBe(2);
    const dir = folder();
    await fdtop('metrics', '--textfile', dir, '--once');
    for (const input of [text, readFileSync(join(dir, 'fdtop.prom'), 'utf8')]) {
      const { exitCode, all } = await execa('/usr/bin/promtool', ['check', 'metrics'], {
        input,
        all: true,
        reject: false,
      });
      expect([exitCode, all]).toEqual([0, '']);
    }
  });
});
