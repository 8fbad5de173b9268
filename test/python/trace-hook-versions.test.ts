/** The trace hook under each CPython that this machine has beside Debian's own. */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openedBy } from '../../src/model/trace-report.ts';
import { readTraceHook } from '../../src/python/trace-hook.ts';
import { register } from '../support/cleanup.ts';
import { need } from '../support/need.ts';
import { writeTraceConfig } from '../support/trace-config.ts';
import { waitUntil } from '../support/wait.ts';

const APPS = fileURLToPath(new URL('../support/apps', import.meta.url));
const PACKAGES = '/usr/lib/python3/dist-packages';
const pythons = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'].flatMap(version =>
  globSync(`${homedir()}/.pyenv/versions/${version}.*/bin/python3`).slice(0, 1),
);

need('gunicorn')('the trace hook under another CPython', () => {
  it.skipIf(pythons.length === 0).each(pythons)('%s', async python => {
    const folder = mkdtempSync(join(tmpdir(), 'fdtop-trace-'));
    const config = writeTraceConfig(
      folder,
      'def when_ready(server):\n    print(server.LISTENERS[0].getsockname()[1], flush=True)\n',
    );
    const args = ['-m', 'gunicorn', '--bind', '127.0.0.1:0', '-c', config, 'holder:app'];
    const env = { PATH: '/usr/bin:/bin', PYTHONPATH: PACKAGES, PYTHONDONTWRITEBYTECODE: '1', TMPDIR: folder };
    const master = spawn(python, args, { cwd: APPS, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', error: '' };
    master.stdout.on('data', text => (said.out += text));
    master.stderr.on('data', text => (said.error += text));
    const stopNow = () => {
      master.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    };
    const stop = register({
      stopNow,
      stop: async () => {
        stopNow();
        await waitUntil('the end of Gunicorn', () => !existsSync(`/proc/${master.pid}`) || master.exitCode !== null);
      },
    });
    const port = await waitUntil('the port', () => /^(\d+)$/m.exec(said.out)?.[1]);
    const ask = async (path: string) =>
      (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as { pid: number };
    const { pid } = await ask('/hold/socket/60');
    await ask('/hold/file/20');
    // It counts a request when its response is out already.
    const told = await waitUntil('the hook', async () => {
      const { report } = await readTraceHook(pid);
      return report?.routes.some(({ route }) => route === 'GET /hold/file/*') ? report : null;
    });
    expect(told.python, said.error).toBe(/versions\/([\d.]+)\//.exec(python)![1]);
    expect(told.sites.map(({ kind, count }) => [kind, count])).toEqual([
      ['socket', 60],
      ['file', 20],
    ]);
    const { line } = openedBy(told.sites[0]!)!;
    const source = readFileSync(join(APPS, 'holder.py'), 'utf8').split('\n');
    expect(source[line - 1]).toContain('socket.socket(socket.AF_INET');
    expect(told.routes).toContainEqual({ route: 'GET /hold/socket/*', gained: 60, requests: 1 });
    await stop();
  });
});
