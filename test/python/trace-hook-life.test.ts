/** The trace hook through the life of real Gunicorns: other hooks, upgrades, dead workers, folders, a worker out of fds. */
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TraceReport } from '../../src/model/trace-report.ts';
import { readTraceHook } from '../../src/python/trace-hook.ts';
import { traceHookText } from '../../src/python/trace-hook-text.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { writeTraceConfig } from '../support/trace-config.ts';
import { waitUntil } from '../support/wait.ts';

const OWN = readFileSync(fileURLToPath(new URL('../support/apps/gunicorn.conf.py', import.meta.url)), 'utf8');

const PATIENCE = { timeout: 20_000, interval: 100 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-trace-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `own` stands above the hook. */
const traced = async (options: Parameters<typeof startGunicorn>[0] = {}, own = '') =>
  await startGunicorn({
    ...options,
    args: ['-c', writeTraceConfig(folder, `${OWN}\n${own}`), ...(options.args ?? [])],
    env: { XDG_RUNTIME_DIR: folder, ...options.env },
  });

/** The hook begins to answer when the worker has begun to serve, and counts a request when its response is out already. */
const told = async (pid: number, check: (report: TraceReport) => void = () => {}) =>
  await vi.waitFor(async () => {
    const { report, note } = await readTraceHook(pid);
    expect(report, String(note)).not.toBeNull();
    check(report!);
    return report!;
  }, PATIENCE);

/** Kind and count of what is open, without the socket by which the test talks to the worker. */
const opened = ({ sites }: TraceReport) =>
  sites.filter(({ stack }) => stack[0]?.name !== 'serve').map(({ kind, count }) => `${count} ${kind}`);

const sockets = () => readdirSync(join(folder, 'fdtop')).sort();

need('gunicorn')('the trace hook', () => {
  it('leaves the hooks above it as they are, whatever Gunicorn takes for one', async () => {
    const gunicorn = await traced(
      {},
      `
import functools, os
def said(what, *_):
    with open(${JSON.stringify(join(folder, 'said'))}, "a") as file:
        file.write(what + "\\n")
said_of = functools.partial(said, "partial")
def post_fork(server, worker):
    said("post_fork %d" % os.getpid())
def post_request(worker, req, environ):  # three of the four arguments
    said("post_request %s %s" % (req.path, environ["PATH_INFO"]))
class Exit:
    def __call__(self, server, worker):
        said("worker_exit")
worker_exit = Exit()
pre_request = "os.path.samefile"  # the name of a function of two; it fails, and so must the request
`,
    );
    const [pid] = gunicorn.workerPids();
    expect((await gunicorn.request('/a')).status).toBe(500);
    const said = () => readFileSync(join(folder, 'said'), 'utf8').split('\n').slice(0, -1);
    expect(said()).toEqual([`post_fork ${pid}`]);
    expect((await told(pid!)).pid).toBe(pid);
    process.kill(pid!, 'SIGTERM');
    await waitUntil('the end of the worker', () => !isAlive(pid!));
    expect(said()).toContain('worker_exit');
    expect(sockets()).not.toContain(`trace-${pid}.sock`);
    await gunicorn.stop();
  });

  it('gives the hook its three arguments', async () => {
    const gunicorn = await traced(
      {},
      `
def post_request(worker, req, environ):
    import holder
    holder.PATHS = getattr(holder, "PATHS", []) + [environ["PATH_INFO"]]
    holder.HELD.append(open(__file__))
`,
    );
    const [pid] = gunicorn.workerPids();
    for (const path of ['/a', '/b']) expect((await gunicorn.request(path)).status).toBe(200);
    await told(pid!, report => {
      expect(opened(report)).toEqual(['2 file']);
      expect(report.routes).toEqual([
        { route: 'GET /a', gained: 1, requests: 1 },
        { route: 'GET /b', gained: 1, requests: 1 },
      ]);
    });
    await gunicorn.stop();
  });

  it('is there once when it was appended twice', async () => {
    const gunicorn = await traced({}, traceHookText);
    await gunicorn.request('/hold/socket/10');
    const [pid] = gunicorn.workerPids();
    await told(pid!, ({ requests, routes }) =>
      expect({ requests, routes }).toEqual({
        requests: 1,
        routes: [{ route: 'GET /hold/socket/*', gained: 10, requests: 1 }],
      }),
    );
    const listening = readFileSync(`/proc/${pid}/net/unix`, 'utf8').split('\n');
    expect(listening.filter(row => row.endsWith(`/trace-${pid}.sock`))).toHaveLength(1);
    await gunicorn.stop();
  });

  it('answers for each of many workers that start at once, and for what comes after one that was killed', async () => {
    const gunicorn = await traced({ workers: 6 });
    for (const pid of gunicorn.workerPids()) expect((await told(pid)).pid).toBe(pid);
    const [killed] = gunicorn.workerPids();
    process.kill(killed!, 'SIGKILL');
    await waitUntil('the end of the worker', () => !isAlive(killed!));
    const after = await gunicorn.waitForWorkers(6);
    for (const pid of after) expect((await told(pid)).pid).toBe(pid);
    expect(sockets()).toEqual(after.map(pid => `trace-${pid}.sock`).sort());
    await gunicorn.stop();
  });

  it('takes the place of what lies at its path', async () => {
    const gunicorn = await traced(
      {},
      `
def post_fork(server, worker):
    import os, socket
    os.makedirs(${JSON.stringify(join(folder, 'fdtop'))}, 0o700, exist_ok=True)
    # As a child leaves it that an earlier worker of this pid has forked: it listens, and nobody accepts.
    worker.left = socket.socket(socket.AF_UNIX)
    worker.left.bind(${JSON.stringify(join(folder, 'fdtop'))} + "/trace-%d.sock" % os.getpid())
    worker.left.listen(1)
`,
    );
    const [pid] = gunicorn.workerPids();
    expect((await told(pid!)).pid).toBe(pid);
    await gunicorn.stop();
  });

  it('goes through --preload, --max-requests, HUP and USR2', async () => {
    const gunicorn = await traced({ args: ['--preload', '--max-requests', '2'] });
    const [first] = gunicorn.workerPids();
    await gunicorn.request('/hold/socket/5');
    await told(first!, before => {
      expect([before.pid, before.requests, opened(before)]).toEqual([first, 1, ['5 socket']]);
    });
    await gunicorn.request('/');
    await waitUntil('the end of the first worker', () => !isAlive(first!));
    const [second] = await gunicorn.waitForWorkers(1);
    const after = await told(second!);
    expect([after.pid, after.requests, opened(after)]).toEqual([second, 0, []]);

    process.kill(gunicorn.masterPid, 'SIGHUP');
    await waitUntil('the end of the second worker', () => !isAlive(second!));
    const [third] = await gunicorn.waitForWorkers(1);
    expect((await told(third!)).pid).toBe(third);

    const next = await gunicorn.usr2();
    const old = gunicorn.workerPids()[0]!;
    expect((await told(old)).pid).toBe(old);
    await gunicorn.finishUpgrade(next);
    const [fourth] = gunicorn.workerPids();
    expect((await told(fourth!)).pid).toBe(fourth);
    expect(sockets()).toEqual([`trace-${fourth}.sock`]);
    await gunicorn.stop();
  });

  it('still answers when the worker has run out of fds', async () => {
    const gunicorn = await traced({ nofile: 64 });
    const [pid] = gunicorn.workerPids();
    for (let held = 0; held < 64; held++) {
      if (
        await gunicorn.hold(pid!, 'socket', 1).then(
          () => false,
          () => true,
        )
      )
        break;
    }
    for (const _ of [1, 2, 3]) {
      const { open, sites } = await told(pid!);
      expect(open).toBeGreaterThan(55);
      expect(sites[0]).toMatchObject({ kind: 'socket' });
    }
    await gunicorn.stop();
  });

  it('makes its socket for its user alone under any umask, and changes that for no other thread', async () => {
    const gunicorn = await traced({ args: ['--umask', '0'] }, 'import os\nos.umask(0)\n');
    const [pid] = gunicorn.workerPids();
    expect(lstatSync(join(folder, 'fdtop', `trace-${pid}.sock`)).mode & 0o777).toBe(0o600);
    expect(/^Umask:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]).toBe('0000');
    await gunicorn.stop();
  });

  it('takes another folder when one is not its own, and without any the service runs', async () => {
    mkdirSync(join(folder, 'fdtop'), { mode: 0o700 });
    chmodSync(join(folder, 'fdtop'), 0o777);
    const runtime = join(folder, 'runtime');
    mkdirSync(runtime);
    const gunicorn = await traced({ env: { RUNTIME_DIRECTORY: `${runtime}:/elsewhere` } });
    const [pid] = gunicorn.workerPids();
    expect((await told(pid!)).pid).toBe(pid);
    expect(readdirSync(join(runtime, 'fdtop'))).toEqual([`trace-${pid}.sock`]);
    await gunicorn.stop();

    const nowhere = await traced({}, 'import os\nos.mkdir = lambda *_: (_ for _ in ()).throw(PermissionError())\n');
    expect((await nowhere.request('/')).status).toBe(200);
    expect(nowhere.log()).toMatch(/fdtop's trace hook does not answer: its socket has no place/);
    expect(await readTraceHook(nowhere.workerPids()[0]!)).toEqual({ report: null, note: null });
    await nowhere.stop();
  });

  it('knows a file by the name it was opened by, through links and ..', async () => {
    const gunicorn = await traced(
      {},
      `
def post_request(worker, req, environ, resp):
    import holder, os
    if not os.path.lexists("link"):
        os.makedirs("real/deep")
        os.symlink("real", "link")
        open("real/a", "w").close()
    holder.HELD.extend([open("link/a"), open("real/deep/../a")])
`,
    );
    await gunicorn.request('/');
    await told(gunicorn.workerPids()[0]!, report => expect(opened(report)).toEqual(['2 file']));
    await gunicorn.stop();
  });

  it('counts what is opened without an event, too, once it has seen that', async () => {
    const gunicorn = await traced();
    for (let index = 0; index < 17; index++) await gunicorn.request('/hold/epoll/1');
    await gunicorn.request('/hold/epoll/10');
    await gunicorn.request('/release');
    await gunicorn.request('/hold/epoll/10');
    await told(gunicorn.workerPids()[0]!, ({ routes }) =>
      expect(routes).toEqual([
        { route: 'GET /hold/epoll/*', gained: 20, requests: 2 },
        { route: 'GET /release', gained: -27, requests: 1 },
      ]),
    );
    await gunicorn.stop();
  });

  it('counts the same while it is asked all the time', async () => {
    const gunicorn = await traced();
    const [pid] = gunicorn.workerPids();
    const gained = ({ routes }: TraceReport) => routes.reduce((sum, each) => sum + each.gained, 0);
    for (let index = 0; index < 17; index++) await gunicorn.request('/hold/epoll/1');
    await gunicorn.request('/hold/epoll/1');
    const before = gained(await told(pid!, report => expect(report.routes).not.toEqual([])));
    let isOver = false;
    const asking = async () => {
      while (!isOver) await readTraceHook(pid!);
    };
    const asked = asking();
    for (let index = 0; index < 60; index++) await gunicorn.request('/hold/epoll/1');
    isOver = true;
    await asked;
    await told(pid!, report => expect(gained(report) - before).toBe(60));
    await gunicorn.stop();
  });

  it('stands an app that closes all fds it does not know', async () => {
    const gunicorn = await traced(
      {},
      `
def post_request(worker, req, environ, resp):
    import os
    for fd in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + fd).endswith("/fd"):
                os.close(int(fd))
        except OSError:
            pass
`,
    );
    for (const path of ['/', '/', '/hold/socket/3', '/']) expect((await gunicorn.request(path)).status).toBe(200);
    await told(gunicorn.workerPids()[0]!, report =>
      expect([report.requests, report.routes, opened(report)]).toEqual([4, [], ['3 socket']]),
    );
    expect(gunicorn.log()).not.toMatch(/Exception/);
    await gunicorn.stop();
  });

  it('is of no use to a child that the app forks', async () => {
    const gunicorn = await traced(
      {},
      `
def post_request(worker, req, environ, resp):
    import os, sys
    if req.path == "/fork":
        pid = os.fork()
        if pid == 0:
            sys.exit(0)  # through all of Gunicorn's finally, worker_exit too
        os.waitpid(pid, 0)
`,
    );
    await gunicorn.request('/fork');
    // Answered once the child has ended.
    expect((await gunicorn.request('/')).status).toBe(200);
    expect(gunicorn.log()).toMatch(/Worker exiting/);
    const [pid] = gunicorn.workerPids();
    expect(existsSync(join(folder, 'fdtop', `trace-${pid}.sock`))).toBe(true);
    expect((await told(pid!)).pid).toBe(pid);
    await gunicorn.stop();
  });
});
