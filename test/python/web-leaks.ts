/** Web apps on a real Gunicorn that leak by their routes, and what `fdtop origin` must say of each leak. */
import { readOrigins } from '../../src/python/read-origins.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { type ProcessLoad, startProcessLoad } from '../support/load-process.ts';
import { startWebUpstream, type WebUpstream } from '../support/web-upstream.ts';
import type { Leak } from './leaks.ts';

export interface WebLeak extends Leak {
  /** Of the n-th request that leaks one fd. */
  path(n: number): string;
  /** What it sends. */
  form?(): FormData;
}

export interface WebApp {
  gunicorn: Gunicorn;
  pid: number;
  /** Makes the worker forget what it has leaked so far, and leak this. */
  provoke(leak: WebLeak): Promise<void>;
  origins(): ReturnType<typeof readOrigins>;
  /** Ends it all; tells how the requests went that came all the time. */
  stop(): ReturnType<ProcessLoad['stop']>;
}

const LEAKED = 50;

/** One worker, under load. `release`: the path that makes it forget. */
export async function startWebApp(args: string[], release: string): Promise<WebApp> {
  const upstream: WebUpstream = await startWebUpstream();
  const gunicorn = await startGunicorn({
    args,
    env: { UPSTREAM_PORT: `${upstream.port}`, MAIL_PORT: `${upstream.mailPort}`, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const [pid] = gunicorn.workerPids() as [number];
  const load = startProcessLoad(gunicorn.port, 0.02);
  const ask = async (path: string, body?: FormData) => {
    const response = await fetch(`http://127.0.0.1:${gunicorn.port}${path}`, body ? { method: 'POST', body } : {});
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path}: status ${response.status}\n${gunicorn.log().slice(-2000)}`);
  };
  return {
    gunicorn,
    pid,
    async provoke({ path, form }) {
      upstream.letGo();
      await ask(release, new FormData());
      for (let n = 0; n < LEAKED; n += 1) await ask(path(n), form?.());
    },
    origins: () => readOrigins({ procRoot: '/proc', pid, startTime: null, limits: { seconds: 20 } }),
    async stop() {
      const told = await load.stop();
      await gunicorn.stop();
      await upstream.stop();
      return told;
    },
  };
}
