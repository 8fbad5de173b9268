/** The leaks in a worker of Debian's real Gunicorn, while it answers requests. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OriginError } from '../../src/python/origin-error.ts';
import { readOriginsApart } from '../../src/python/origins-process.ts';
import { readOrigins } from '../../src/python/read-origins.ts';
import { fdtop } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { type ProcessLoad, startProcessLoad } from '../support/load-process.ts';
import { need } from '../support/need.ts';
import { expected, LEAKS, originOf, summary } from './leaks.ts';

const LEAKED = 60;
const limits = { seconds: 20 };
/** One of each way to be held: versions.test.ts has them all. */
const HERE = ['live', 'pool', 'registry', 'popen', 'thread_local', 'raw', 'cycle'].map(kind => {
  return { kind, leak: LEAKS.find(leak => leak.kind === kind)! };
});

need('gunicorn')('a worker of Gunicorn', () => {
  let gunicorn: Gunicorn;
  let pid: number;
  let load: ProcessLoad;
  beforeAll(async () => {
    gunicorn = await startGunicorn({ args: ['leaky:app'] });
    [pid] = gunicorn.workerPids() as [number];
    load = startProcessLoad(gunicorn.port);
  });
  afterAll(async () => {
    await load.stop();
    await gunicorn.stop();
  });

  test.each(HERE)('$kind', async ({ leak }) => {
    await gunicorn.request('/release');
    await gunicorn.request(`/leak/${leak.kind}/${LEAKED}`);
    const origins = await readOrigins({ procRoot: '/proc', pid, startTime: null, limits });
    const origin = originOf(leak, origins);
    expect(summary(origin)).toEqual(expected(leak, pattern => expect.stringMatching(pattern)));
    // Gunicorn has pipes and sockets of its own.
    expect(origin.share).toBeGreaterThan(0.6);
    // The same worker, running, and nobody's tracee.
    expect(gunicorn.workerPids()).toEqual([pid]);
  });

  test('raw fds come with the lines that may open them, as candidates', async () => {
    await gunicorn.request('/release');
    await gunicorn.request(`/leak/raw/${LEAKED}`);
    const { groups } = await readOrigins({ procRoot: '/proc', pid, startTime: null, limits });
    expect(groups[0]!.candidates.map(({ file, text }) => `${file} ${text}`)).toContain(
      'leaky/views.py os.open(PATH, os.O_RDWR | os.O_CREAT)  # opened: raw',
    );
  });

  test('the command prints it, and as JSON', async () => {
    await gunicorn.request('/release');
    await gunicorn.request(`/leak/live/${LEAKED}`);
    const { stdout, exitCode } = await fdtop('origin', String(pid));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /100%\s+held by\s+leaky\.apis\.Client\.live\s+\(dict, 60 entries\)\s+confidence high, 6 of 6 sampled\n\s+opened\s+leaky\/apis\.py:\d+\s+self\.conn = HTTPConnection\(host, port, timeout=5\).*\n\s+stored\s+leaky\/apis\.py:\d+\s+Client\.live\[key\] = self/,
    );
    const json = JSON.parse((await fdtop('origin', String(pid), '--json')).stdout);
    expect(json).toMatchObject({ pid, python: { supported: true } });
    expect(json.groups[0].origins[0]).toMatchObject({ share: 1, heldBy: 'leaky.apis.Client.live', confidence: 'high' });
  });
});

need('gunicorn', 'python3-gevent')('a gevent worker', () => {
  test("gevent's own socket is found the same", async () => {
    const gunicorn = await startGunicorn({ workerClass: 'gevent', args: ['leaky:app'] });
    const [pid] = gunicorn.workerPids() as [number];
    for (const { kind, leak } of HERE.slice(0, 3)) {
      await gunicorn.request('/release');
      await gunicorn.request(`/leak/${kind}/${LEAKED}`);
      const origins = await readOrigins({ procRoot: '/proc', pid, startTime: null, limits });
      expect(summary(originOf(leak, origins))).toEqual(expected(leak, pattern => expect.stringMatching(pattern)));
    }
    await gunicorn.stop();
  });
});

need('gunicorn')('a worker that ends while it is walked', () => {
  test('gives what was seen, or says that it is gone', async () => {
    const gunicorn = await startGunicorn({ args: ['leaky:app'] });
    const [pid] = gunicorn.workerPids() as [number];
    await gunicorn.request(`/leak/pool/${LEAKED}`);
    const reading = readOriginsApart(
      { procRoot: '/proc', pid, startTime: null, limits },
      { onProgress: done => done === 2 && process.kill(pid, 'SIGKILL') },
    );
    const result = await reading.catch((error: unknown) => error);
    if (result instanceof Error) expect(result).toMatchObject({ name: OriginError.name, code: 'gone', pid });
    else expect(result).toMatchObject({ complete: false, notes: ['the process ended while it was read'] });
    await gunicorn.stop();
  });
});
