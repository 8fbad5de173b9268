/** What a process under the trace hook's name may answer, if it means harm: none of it is believed, printed or waited for. */
import { chmodSync, chownSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOrigins, originReport } from '../../src/diagnosis/find-origins.ts';
import { readTraceHook } from '../../src/python/trace-hook.ts';
import { originText } from '../../src/report/origin-text.ts';
import { startPython } from '../proc/python-process.ts';
import { listedFds } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';

const FAKE = fileURLToPath(new URL('../support/apps/fake_trace_hook.py', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-fake-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function startFake(behaviour: string) {
  const { pid, line: path } = await startPython(FAKE, join(folder, 'fdtop'), behaviour);
  return { pid, path };
}

it('one that is well is believed', async () => {
  const { pid } = await startFake('well');
  const { report, note } = await readTraceHook(pid);
  expect(note).toBeNull();
  expect(report).toEqual({
    ...{ pid, python: '3.11.2', since: '2023-11-14T22:13:20.500Z', requests: 2, open: 10, told: 3, lost: 0 },
    sites: [
      {
        ...{ kind: 'socket', count: 3, fds: [4], shared: false },
        stack: [{ file: '/srv/app.py', line: 7, name: 'index' }],
        routes: [{ route: 'GET /', count: 3 }],
      },
    ],
    routes: [{ route: 'GET /', gained: 3, requests: 1 }],
    openBy: [{ route: 'GET /', count: 3 }],
  });
});

describe('what it answers', () => {
  it.each([
    ['error', /^the trace hook is there, but it failed: �\]0;owned�\[2J�x+…x+$/],
    ['version', /its answer is none of this version of fdtop$/],
    ['pid', /what answers is another process than the worker$/],
    ['fd', /what answers is another process than the worker$/],
    ['flood', /its answer is longer than 1 MB$/],
    ['drip', /gives no whole answer in 0.3 s/],
    ['silence', /gives no whole answer in 0.3 s/],
    ...['garbage', 'nothing', 'deep', 'kind', 'fractions', 'huge', 'negative', 'strings', 'null', 'frames'].map(
      behaviour => [behaviour, /its answer makes no sense$/] as const,
    ),
    ['since', /its answer makes no sense$/],
    ['missing', /its answer makes no sense$/],
  ] as const)('%s', async (behaviour, note) => {
    const { pid } = await startFake(behaviour);
    const timeoutMs = ['drip', 'silence'].includes(behaviour) ? 300 : undefined;
    const before = listedFds(process.pid);
    const found = await readTraceHook(pid, { timeoutMs });
    expect(found).toEqual({ report: null, note: expect.stringMatching(note) });
    expect(listedFds(process.pid)).toBe(before);
  });

  it('many: the first 200', async () => {
    const { report } = await readTraceHook((await startFake('many')).pid);
    expect([report!.sites.length, report!.openBy.length]).toEqual([200, 200]);
  });

  it('escapes: reach no terminal', async () => {
    const { pid } = await startFake('escapes');
    const text = originText(originReport(pid, await findOrigins({ procRoot: '/proc', pid, startTime: null })));
    expect(text).toContain('seen by the hook');
    expect(text).toContain('�]0;owned�[2J�');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(1500);
  });
});

describe('a hook that does not answer', () => {
  it('is told in a note, and the heap is read', async () => {
    const { pid } = await startFake('garbage');
    const { trace, groups, notes } = originReport(pid, await findOrigins({ procRoot: '/proc', pid, startTime: null }));
    expect(trace).toBeNull();
    expect(groups.length).toBeGreaterThan(0);
    expect(notes).toContain('the trace hook is there, but its answer makes no sense');
  });

  it('is not waited for by one who has gone', async () => {
    const { pid } = await startFake('silence');
    const cancel = new AbortController();
    const asked = readTraceHook(pid, { signal: cancel.signal });
    cancel.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a socket that is not its own', () => {
  it('because others may open it, or its folder, is not asked', async () => {
    const { pid, path } = await startFake('well');
    chmodSync(path, 0o620);
    expect((await readTraceHook(pid)).note).toBe(
      `the trace hook was not asked: its socket ${path} is open to others than its user`,
    );
    chmodSync(path, 0o600);
    chmodSync(dirname(path), 0o755);
    expect((await readTraceHook(pid)).note).toMatch(/is open to others than its user$/);
  });

  it('because it is a link, or lies behind one, is not asked', async () => {
    const { pid, path } = await startFake('well');
    renameSync(path, `${path}.real`);
    symlinkSync(`${path}.real`, path);
    expect((await readTraceHook(pid)).note).toMatch(/is no socket$/);
    unlinkSync(path);
    renameSync(`${path}.real`, path);
    renameSync(dirname(path), `${dirname(path)}.real`);
    symlinkSync(`${dirname(path)}.real`, dirname(path));
    expect(await readTraceHook(pid)).toEqual({ report: null, note: null });
  });

  it('because it is gone, is no hook', async () => {
    const { pid, path } = await startFake('well');
    unlinkSync(path);
    expect(await readTraceHook(pid)).toEqual({ report: null, note: null });
  });

  need(root)('as root', () => {
    it("because it is another user's, is not asked", async () => {
      const { pid, path } = await startFake('well');
      chownSync(path, 65534, 65534);
      expect((await readTraceHook(pid)).note).toMatch(/belongs to user 65534, the worker to 0$/);
    });
  });
});
