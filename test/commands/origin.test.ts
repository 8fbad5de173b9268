/** `fdtop origin` and the key `o` where the trace hook runs in the worker: what it has seen, and what is read from the heap. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { screenReports } from '../../src/commands/screen-reports.ts';
import type { ProcessSample } from '../../src/model/snapshot.ts';
import { readStat } from '../../src/proc/stat.ts';
import { readTraceHook } from '../../src/python/trace-hook.ts';
import { fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { writeTraceConfig } from '../support/trace-config.ts';
import { waitUntil } from '../support/wait.ts';

const HOLDER = readFileSync(fileURLToPath(new URL('../support/apps/holder.py', import.meta.url)), 'utf8').split('\n');
const LINE = 1 + HOLDER.findIndex(line => line.includes('opened.append(socket.socket('));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-origin-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const traced = (...args: string[]) =>
  startGunicorn({ args: ['-c', writeTraceConfig(folder), ...args], env: { XDG_RUNTIME_DIR: folder } });

need('gunicorn', root)('fdtop origin', () => {
  it('tells both, and which is which', async () => {
    const gunicorn = await traced();
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request('/hold/socket/60');
    // It is counted when its response is out already: what is opened until then would count for it.
    await waitUntil('the request to be counted', async () => (await readTraceHook(pid)).report?.routes.length);
    await gunicorn.hold(pid, 'file', 20);
    const { stdout, exitCode, stderr } = await fdtop('origin', String(pid));
    expect(exitCode, stderr).toBe(0);
    const [hook, heap] = stdout.split('\nread from the heap:\n') as [string, string];
    expect(hook).toMatch(/^seen by the hook: 8\d of \d\d open, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, 1 request$/m);
    expect(hook).toMatch(
      new RegExp(`^ +\\d\\d% {3}opened {4}/.*/holder\\.py:${LINE} open_sockets {3}60 sockets$`, 'm'),
    );
    expect(hook).toMatch(/^ {8}stack {5}\/.*:\d+ open_sockets < \/.*:\d+ hold < \/.*:\d+ app$/m);
    expect(hook).toMatch(/^ {8}in {8}GET \/hold\/socket\/\* × 60$/m);
    expect(hook).toMatch(/^routes: GET \/hold\/socket\/\* gained 60 in 1 request$/m);
    expect(hook).not.toContain('held by');
    expect(heap).toMatch(/100% {3}held by {3}holder\.HELD {3}\(list, 80 entries\)/);
    // Raw fds come with candidates: the hook's own lines are none of them.
    expect(heap).toMatch(/candidates, from the source alone:\n +holder\.py/);
    expect(heap).not.toMatch(/conf\.py:\d+ /);

    const json = JSON.parse((await fdtop('origin', String(pid), '--json')).stdout);
    expect(json).toMatchObject({ pid, python: { supported: true }, groups: expect.any(Array), notes: [] });
    expect(json.trace).toMatchObject({ pid, requests: 1 });
    expect(json.trace.sites[0]).toMatchObject({ kind: 'socket', count: 60, shared: false });
    expect(json.trace.routes).toEqual([{ route: 'GET /hold/socket/*', gained: 60, requests: 1 }]);

    const options = { procRoot: '/proc', all: false, match: null, warn: 1000, leak: 10_000 };
    const target = { pid, startTime: readStat('/proc', pid)!.startTime } as ProcessSample;
    const page = await screenReports(options, () => null)('origin', target, new AbortController().signal);
    expect(page.split('\n').slice(2, 5)).toEqual(stdout.split('\n').slice(2, 5));
    await gunicorn.stop();
  });

  it('without a hook says nothing of one', async () => {
    const gunicorn = await startGunicorn();
    const [pid] = gunicorn.workerPids() as [number];
    const { stdout } = await fdtop('origin', String(pid));
    expect(stdout).not.toMatch(/hook|read from the heap/);
    expect(JSON.parse((await fdtop('origin', String(pid), '--json')).stdout).trace).toBeNull();
    await gunicorn.stop();
  });

  it('tells what the hook has seen to the user of a worker whose heap only root may read', async () => {
    const gunicorn = await traced('-u', 'nobody', '-g', 'nogroup');
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request('/hold/socket/60');
    const asNobody = (...args: string[]) =>
      execa(publicNode(), [publicPath('dist/fdtop.js'), 'origin', String(pid), ...args], {
        ...{ uid: 65534, gid: 65534, stdin: 'ignore', reject: false, env: { HOME: '/nonexistent' } },
      });
    const { stdout, stderr, exitCode } = await asNobody();
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain(`note: cannot read the memory of ${pid}: permission denied`);
    expect(stdout).toMatch(/open_sockets {3}60 sockets$/m);
    expect(stdout).toMatch(/read from the heap:\n\nnothing: it was not read$/);
    const { trace, groups, complete } = JSON.parse((await asNobody('--json')).stdout);
    expect([trace.sites[0].count, groups, complete]).toEqual([60, [], false]);
    await gunicorn.stop();
  });

  it('goes on to the heap when the hook is stuck', async () => {
    const gunicorn = await traced();
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request('/hold/socket/60');
    process.kill(pid, 'SIGSTOP');
    const { stdout, exitCode } = await fdtop('origin', String(pid));
    process.kill(pid, 'SIGCONT');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^note: the trace hook is there, but gives no whole answer in 8 s: the worker may be stopped/m,
    );
    expect(stdout).toContain('held by   holder.HELD');
    await gunicorn.stop();
  });
});
