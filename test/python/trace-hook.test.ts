/** The trace hook in real Gunicorns: who opened what, told by the worker itself. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openedBy, type TraceReport } from '../../src/model/trace-report.ts';
import { readTraceHook } from '../../src/python/trace-hook.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { writeTraceConfig } from '../support/trace-config.ts';

const HOLDER = readFileSync(fileURLToPath(new URL('../support/apps/holder.py', import.meta.url)), 'utf8').split('\n');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-trace-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const traced = async (options: Parameters<typeof startGunicorn>[0] = {}) =>
  await startGunicorn({ ...options, args: ['-c', writeTraceConfig(folder), ...(options.args ?? [])] });

/** The hook begins to answer when the worker has begun to serve, and counts a request when its response is out already. */
const report = async (gunicorn: Gunicorn, check: (report: TraceReport) => void = () => {}): Promise<TraceReport> =>
  await vi.waitFor(
    async () => {
      const found = await readTraceHook(gunicorn.workerPids()[0]!);
      expect(found.report, `${found.note} ${gunicorn.log()}`).not.toBeNull();
      check(found.report!);
      return found.report!;
    },
    { timeout: 20_000, interval: 100 },
  );

/** The sites in the app, as the text of the line that opened, and how many are open. */
const lines = ({ sites }: TraceReport) =>
  new Map(
    sites.flatMap(site => {
      const frame = openedBy(site);
      return frame?.file.endsWith('/holder.py') ? [[HOLDER[frame.line - 1]!.trim(), site.count] as const] : [];
    }),
  );

describe.each(['sync', 'gthread', 'gevent'] as const)('%s', workerClass => {
  need('gunicorn', ...(workerClass === 'gevent' ? (['python3-gevent'] as const) : []))('tells', () => {
    it('which line opened each, and in which route', async () => {
      const gunicorn = await traced({ workerClass });
      for (const path of ['/hold/socket/60', '/hold/file/20', '/hold/deleted/10', '/hold/socket/5', '/', '/release'])
        expect((await gunicorn.request(path)).status).toBe(200);
      for (const path of ['/hold/socket/60', '/hold/file/20', '/hold/deleted/10', '/hold/close_wait/40'])
        await gunicorn.request(path);
      const told = await report(gunicorn, ({ routes }) => {
        if (workerClass !== 'sync') return;
        expect(routes.find(({ route }) => route === 'GET /hold/socket/*')).toMatchObject({ gained: 125 });
      });
      expect(lines(told)).toEqual(
        new Map([
          ['opened.append(socket.socket(socket.AF_INET, socket.SOCK_STREAM))', 60],
          ['opened.append(socket.create_connection(server.getsockname()))', 40],
          ['opened.append(os.open(path, os.O_RDWR | os.O_CREAT))', expect.any(Number)],
        ]),
      );
      expect(told.sites.filter(({ kind }) => kind === 'file').map(({ count }) => count)).toEqual([20, 10]);
      expect(told.requests).toBe(10);
      const sockets = told.sites.find(({ count }) => count === 60)!;
      expect(sockets.routes).toEqual([{ route: 'GET /hold/socket/*', count: 60 }]);
      await gunicorn.stop();
    });
  });
});

need('gunicorn', root)('the socket of the hook', () => {
  it('belongs to the user that the worker becomes, and to nobody else', async () => {
    const gunicorn = await traced({ args: ['-u', 'nobody', '-g', 'nogroup'] });
    await gunicorn.request('/hold/socket/60');
    expect(lines(await report(gunicorn)).size).toBe(1);
    await gunicorn.stop();
  });
});

it('is absent where there is none', async () => {
  expect(await readTraceHook(process.pid)).toEqual({ report: null, note: null });
});
