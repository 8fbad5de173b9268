/** A container's restart, up to the program `docker`, which is a script here: no test machine has its daemon. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { containerService } from '../../src/service/container.ts';
import { isService } from '../../src/service/find-service.ts';

const ID = '0123456789ab';
const owner = { manager: 'docker', unit: ID, uid: null } as const;
const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-docker-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

/** A `docker` whose main process of the container is this pid, and which writes down how it was called. */
function install(pid: number, failure = ''): void {
  const file = join(folder, 'docker');
  const inspect = failure ? `echo "${failure}" >&2; exit 1` : `echo "${pid} /shop-web"`;
  writeFileSync(file, `#!/bin/sh\necho "$@" >>"${folder}/calls"\ncase $1 in inspect) ${inspect};; esac\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}:${PATH}`;
}

test('is docker restart ID, when the container is the one that runs the master', async () => {
  install(process.pid);
  const service = await containerService(owner, process.pid);
  if (!isService(service)) throw new Error(service.why);
  expect(service).toMatchObject({ by: 'docker', unit: ID, canReload: false });
  expect(service.command('restart')).toEqual(['docker', 'restart', ID]);
  expect(service.says.join('\n')).toMatch(/The container shop-web stops and starts anew/);
  expect((await service.change('restart')).ok).toBe(true);
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(new RegExp(`\nrestart ${ID}\n$`));
});

test('also where the main process is an ancestor, as tini is', async () => {
  install(process.ppid);
  expect(isService(await containerService(owner, process.pid))).toBe(true);
});

test('where its program is not installed, that is said, with what to run on the host', async () => {
  // Any machine may have docker: its program is found wherever PATH leads.
  const manager = 'no-such-manager' as 'docker';
  expect(await containerService({ ...owner, manager }, process.pid)).toMatchObject({
    why: expect.stringMatching(/no-such-manager is not installed here/),
    wayOut: expect.stringMatching(/on the host run: no-such-manager restart/),
  });
});

test.each([
  ['what docker exec has started', () => install(999_999_999), /has not started this master .docker exec/, /reload it/],
  [
    'a daemon that says no',
    () => install(1, 'permission denied'),
    /docker does not tell of it: permission denied/,
    /on the host/,
  ],
])('%s is refused, with the reason and the way out', async (_, prepare, why, wayOut) => {
  prepare();
  expect(await containerService(owner, process.pid)).toMatchObject({
    why: expect.stringMatching(why),
    wayOut: expect.stringMatching(wayOut),
  });
});

test('a rootless container of another user is refused: root has another docker', async () => {
  install(process.pid);
  const uid = process.getuid!() + 1;
  expect(await containerService({ ...owner, uid }, process.pid)).toMatchObject({
    why: expect.stringMatching(/rootless container of uid/),
    wayOut: `as that user run: docker restart ${ID}`,
  });
});

test.each(['--help', 'short', '; reboot', ''])('%j is never given to docker', async unit => {
  install(process.pid);
  expect(isService(await containerService({ ...owner, unit }, process.pid))).toBe(false);
  expect(() => readFileSync(join(folder, 'calls'))).toThrow(/ENOENT/);
});
