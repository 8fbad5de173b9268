/** Whether the app on disk would load, of a Gunicorn in a container of a real podman: looked at inside, with its files and rights. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, it, vi } from 'vitest';
import { insideId, userInside, whyElsewhere } from '../../src/actions/check-place.ts';
import { type Checked, checkApp } from '../../src/actions/preflight.ts';
import { readStat } from '../../src/proc/stat.ts';
import { fdtop, instanceRows, snapshot } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { type Container, startContainer } from './podman.ts';

vi.setConfig({ testTimeout: 120_000 });

const unasked = { asked: false };

need(
  'podman',
  'conmon',
  'runc',
  'gunicorn',
  root,
)('the app in a real podman', () => {
  let container: Container;
  let checked: Checked;
  beforeAll(async () => {
    // Titles hide what a check needs. The workers are another user's than the container's.
    const hidden = 'import sys; sys.modules["setproctitle"] = None';
    container = await startContainer({
      args: ['-u', 'www-data', '-g', 'www-data'],
      env: { PYTHONPATH: '/tmp/hidden' },
    });
    await container.inside('sh', '-c', `mkdir -p /tmp/hidden; echo '${hidden}' >/tmp/hidden/sitecustomize.py`);
    await execa('podman', ['restart', '--time', '0', container.name]);
    checked = await waitUntil(
      'its workers',
      async () => {
        const pid = await container.pid();
        const { workers } = instanceRows(await snapshot(), pid);
        const targets = [pid, ...workers.map(worker => worker.pid)].map(each => readStat('/proc', each));
        return (
          workers.length === 2 &&
          targets.every(target => target !== null) && {
            master: targets[0]!,
            workers: targets.slice(1) as Checked['workers'],
          }
        );
      },
      { timeout: 60_000, every: 250 },
    );
  });

  const write = (text: string) =>
    container.inside(
      '/usr/bin/python3',
      '-c',
      'import sys; open(sys.argv[1], "w").write(sys.argv[2])',
      `${container.dir}/kept.py`,
      text,
    );

  const CANARY = `
import os
told = '%d %d %s' % (os.getuid(), os.getgid(), open('/proc/1/comm').read().strip())
open('/tmp/canary', 'w').write(told)
`;

  it('is loaded inside, as the user of its workers, without being asked for', async () => {
    await write(`${CANARY}\ndef app(environ, start_response): pass\n`);
    expect(await checkApp(checked, unasked)).toEqual({ state: 'loads', seconds: expect.any(Number) });
    const [uid, gid, init] = (await container.inside('cat', '/tmp/canary')).split(' ');
    expect([uid, gid]).toEqual(['33', '33']);
    expect(init).toMatch(/^gunicorn|^python/);
    expect(existsSync('/tmp/canary')).toBe(false);
    expect(existsSync(join(container.dir, '__pycache__'))).toBe(false);
  });

  it('that does not load there is told, by the container’s own files', async () => {
    await write(`${CANARY}\nimport only_in_here\n`);
    expect(await checkApp(checked, unasked)).toEqual({
      state: 'broken',
      words: "ModuleNotFoundError: No module named 'only_in_here'",
      part: 'app',
    });
    const { stdout, stderr, exitCode } = await fdtop('kill', `${checked.workers[0]!.pid}`, '--yes');
    expect(`${stdout}${stderr}`).toMatch(/the app on disk does not load: ModuleNotFoundError/);
    expect(exitCode).toBe(1);
    expect(isAlive(checked.workers[0]!.pid)).toBe(true);
    await container.inside('/usr/bin/python3', '-c', 'open("/tmp/only_in_here.py", "w")');
    await write(`import sys; sys.path.append('/tmp')\nimport only_in_here\ndef app(e, s): pass\n`);
    expect(await checkApp(checked, unasked)).toMatchObject({ state: 'loads' });
  });

  it('that takes too long is ended, inside too', async () => {
    await write("import os, time\nopen('/tmp/loading', 'w').write(str(os.getpid()))\ntime.sleep(600)\n");
    const began = performance.now();
    const result = await checkApp(checked, { ...unasked, timeoutMs: 4000 });
    expect(result).toMatchObject({ state: 'unknown', why: expect.stringMatching(/still loading after \d+ s/) });
    expect((performance.now() - began) / 1000).toBeLessThan(30);
    const pid = await container.inside('cat', '/tmp/loading');
    await waitUntil('its end', async () => {
      const said = await container.inside(
        'sh',
        '-c',
        `kill -0 ${pid} 2>/dev/null && cat /proc/${pid}/stat || echo gone`,
      );
      return said === 'gone' || / Z /.test(said);
    });
  });

  it('of a worker with a user namespace of its own is not loaded: whoever is root there is so by its own word', async () => {
    const [worker] = checked.workers;
    // A process inside that is in a user namespace of its own, below the same master: as a worker may make itself one.
    expect(userInside({ uids: [65534], gids: [65534] }, checked.master.pid)).toBe('65534:65534');
    expect(insideId('0 62222 1\n', 62222)).toBe(0);
    expect(insideId('0 100000 65536\n', 62222)).toBeNull();
    expect(whyElsewhere(worker!.pid, checked.master.pid)).toBeNull();
    const child = spawn('unshare', ['--user', '--map-root-user', 'sleep', '60'], { stdio: 'ignore' });
    await waitUntil(
      'its namespace',
      () => existsSync(`/proc/${child.pid}/ns/user`) && whyElsewhere(child.pid!, 'self'),
    );
    expect(whyElsewhere(child.pid!, 'self')).toMatch(/user namespace of its own/);
    child.kill('SIGKILL');
  });
});
