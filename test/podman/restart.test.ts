/** What fdtop sees of a Gunicorn in a container of a real podman, and does with it. */
import { beforeAll, expect, it, vi } from 'vitest';
import type { FdTypes } from '../../src/model/fd-types.ts';
import { fdtop, instanceRows, listedFds, snapshot } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { type Container, startContainer } from './podman.ts';

vi.setConfig({ testTimeout: 120_000 });

need(
  'podman',
  'conmon',
  'runc',
  'gunicorn',
  root,
)('in a real podman', () => {
  let container: Container;
  beforeAll(async () => {
    container = await startContainer();
  });

  const ready = async () =>
    await waitUntil(
      'its workers',
      async () => {
        const master = await container.pid();
        const rows = instanceRows(await snapshot(), master);
        const has40 = rows.workers.every(({ fds }) => fds! > 40);
        return rows.workers.length === 2 && has40 && { master, ...rows };
      },
      { timeout: 60_000, every: 250 },
    );

  it('the instance is the container’s, its fds are counted and named in its own network', async () => {
    const { instance, workers } = await ready();
    expect(instance).toMatchObject({ manager: 'podman', unit: container.id, gunicorn: true });
    const [{ pid, fds }] = workers as [(typeof workers)[number]];
    expect(fds).toBe(listedFds(pid));
    const { groups } = JSON.parse((await fdtop('types', String(pid), '--json')).stdout) as FdTypes;
    const leaked = groups.find(({ state }) => state === 'CLOSE_WAIT');
    expect(leaked).toMatchObject({ kind: 'tcp', count: 40 });
    expect(groups.map(({ label }) => label)).toContain('TCP LISTEN on 127.0.0.1:8000');
  });

  it('kill replaces a worker of it', async () => {
    const { workers } = await ready();
    const { pid } = workers[0]!;
    const { stdout, exitCode } = await fdtop('kill', String(pid), '--yes');
    expect(stdout).toMatch(new RegExp(`^✓ ${pid} gone after .*; replacement \\d+ is up`, 'm'));
    expect(exitCode).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });

  it('restart goes through podman, and says what a container’s restart means', async () => {
    const { master } = await ready();
    const { stdout, exitCode } = await fdtop('restart', String(master), '--yes');
    const after = await container.pid();
    expect(stdout).toContain(`runs: podman restart ${container.id}\n`);
    expect(stdout).toContain(`The container ${container.name} stops and starts anew`);
    expect(stdout).toMatch(new RegExp(`^✓ ${container.id} restarted in .*: master ${after}, 2 workers up$`, 'm'));
    expect(exitCode).toBe(0);
    expect(after).not.toBe(master);
    expect(isAlive(master)).toBe(false);
  });
});
