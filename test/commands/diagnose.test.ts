/** `fdtop diagnose` and `fdtop trace-hook`, as they are typed. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';

need('gunicorn', root)('fdtop diagnose', () => {
  it('as root tells it all, as JSON too; as nobody what anybody may know, and exits with 3', async () => {
    const gunicorn = await startGunicorn({ workers: 2, nofile: 20_000 });
    const [worker] = gunicorn.workerPids();
    await gunicorn.hold(worker!, 'close_wait', 1100);
    const nobody = { uid: 65534, gid: 65534, stdin: 'ignore', reject: false } as const;
    const [page, json, denied, bare] = await Promise.all([
      fdtop('diagnose', String(worker)),
      fdtop('diagnose', String(worker), '--json'),
      execa(publicNode(), [publicPath('dist/fdtop.js'), 'diagnose', String(worker)], nobody),
      execa(publicNode(), [publicPath('dist/fdtop.js'), 'diagnose', String(worker), '--json'], nobody),
    ]);
    expect(page.exitCode, page.stderr).toBe(0);
    expect(page.stdout).toMatch(/^VERDICT: Client connections .*are not closed/m);
    expect(json.exitCode).toBe(0);
    const { process, types, verdict, verdicts, origins } = JSON.parse(json.stdout);
    expect(process.pid).toBe(worker);
    expect(types).toMatchObject({ pid: worker, exact: true });
    expect(Object.keys(verdict)).toEqual(['id', 'title', 'confidence', 'evidence', 'advice']);
    expect(verdict.id).toBe('http-client-not-closed');
    expect(verdicts).toHaveLength(1);
    expect(origins).toBeInstanceOf(Array);

    expect(denied.exitCode).toBe(3);
    expect(denied.stdout).toContain('its open files may not be read by this user');
    expect(denied.stdout).toContain('all TCP and UDP sockets of user root');
    expect(denied.stderr).toMatch(new RegExp(`may not be read by this user; run sudo .*diagnose ${worker}`));
    expect(JSON.parse(bare.stdout).verdicts.map(({ id }: { id: string }) => id)).toContain('unknown');
    await gunicorn.stop();
  });
});

it.each([
  [['diagnose', 'x'], /that is no PID/],
  [['diagnose', '4711', '--worst'], /one too many/],
  [['diagnose', '--at', '14:05'], /needs --replay FILE/],
  [['trace-hook', 'x'], /takes no argument/],
])('%j is a usage error', async (args, message) => {
  const { exitCode, stderr } = await fdtop(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});

it('a pid that is none of a process is told', async () => {
  const { exitCode, stderr } = await fdtop('diagnose', '4194301');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/no process 4194301 runs on this machine/);
});

it('trace-hook prints Python that compiles', async () => {
  const { stdout } = await fdtop('trace-hook');
  const { exitCode, stderr } = await execa('python3', ['-c', 'import sys; compile(sys.stdin.read(), "hook", "exec")'], {
    input: stdout,
    reject: false,
  });
  expect(exitCode, stderr).toBe(0);
});
