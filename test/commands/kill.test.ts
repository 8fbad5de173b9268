/** `fdtop kill` as a user runs it, on a real Gunicorn: what it says first, what it does, and its exit code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { fdtop } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { waitUntil } from '../support/wait.ts';

const PLAIN = { setproctitle: false };
const NOBODY = 65534;

const breakApp = ({ dir }: Gunicorn) => writeFileSync(join(dir, 'holder.py'), 'import nowhere_to_be_found\n');

need('gunicorn', 'util-linux')('fdtop kill PID --yes', () => {
  it('says what it will do, does it, and tells what came of it', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 2, args: ['--graceful-timeout', '20'] });
    const [worker] = gunicorn.workerPids();
    const { stdout, exitCode } = await fdtop('kill', `${worker}`, '--yes');
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(new RegExp(`^worker ${worker}: \\d+ fds, ok, up \\d+ s$`));
    expect(lines[1]).toMatch(new RegExp(`^of holder:app, master ${gunicorn.masterPid}, user \\S+$`));
    expect(lines[2]).toBe('sends TERM: its requests get 20 s to end (--graceful-timeout), no other signal follows');
    expect(lines[3]).toBe(`master ${gunicorn.masterPid} starts a new worker`);
    expect(lines[4]).toMatch(/^the app on disk loads \(.* s\)$/);
    expect(lines[5]).toMatch(
      new RegExp(`^✓ ${worker} gone after .*; replacement \\d+ is up with \\d+ fds after .* s$`),
    );
    expect(exitCode).toBe(0);
    expect(isAlive(worker!)).toBe(false);
    await gunicorn.stop();
  });

  it('does not touch a worker whose successor would not load the app; --no-preflight does, and the service halts', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const [worker] = gunicorn.workerPids();
    breakApp(gunicorn);
    const refused = await fdtop('kill', `${worker}`, '--yes');
    expect(refused.stderr).toMatch(
      /nothing was done: the app on disk does not load: ModuleNotFoundError: No module named/,
    );
    expect(refused.stderr).toMatch(/--no-preflight does it all the same/);
    expect(refused.exitCode).toBe(1);
    expect(isAlive(worker!)).toBe(true);

    const { stdout, exitCode } = await fdtop('kill', `${worker}`, '--yes', '--no-preflight');
    expect(stdout).toMatch(/✗ .*gone after .*its master \d+ (?:ended|is gone too): the service is down/);
    expect(exitCode).toBe(1);
    await waitUntil('the end of the service', () => !isAlive(gunicorn.masterPid));
    await gunicorn.stop();
  });

  it('sees it through when nobody reads what it says any more, and tells the rest on stderr', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const [worker] = gunicorn.workerPids();
    const running = fdtop('kill', `${worker}`, '--yes', '--no-preflight');
    running.stdout!.destroy();
    const { stderr, exitCode } = await running;
    expect(stderr).toMatch(new RegExp(`✓ ${worker} gone after .*; replacement \\d+ is up`));
    expect(exitCode).toBe(0);
    await gunicorn.stop();
  });

  it('ends with the code of the action, not with that of a broken pipe; a closed stderr does not matter either', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const [worker] = gunicorn.workerPids();
    breakApp(gunicorn);
    const running = fdtop('kill', `${worker}`, '--yes', '--no-preflight');
    running.stdout!.destroy();
    running.stderr!.destroy();
    expect((await running).exitCode).toBe(1);
    await gunicorn.stop();
  });

  it('--signal sends that one; --grace goes on to QUIT and KILL', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 1 });
    const [worker] = gunicorn.workerPids();
    gunicorn.request('/sleep/60').catch(() => {});
    await waitUntil('the request', async () => (await gunicorn.waitForWorkers(1)).length === 1);
    const kill = await fdtop('kill', `${worker}`, '--yes', '--no-preflight', '--signal', 'kill');
    expect(kill.stdout).toMatch(/sends KILL: it ends at once, its requests are cut off/);
    expect(kill.exitCode).toBe(0);
    const [next] = await gunicorn.waitForWorkers(1);
    const planned = await fdtop('kill', `${next}`, '--dry-run', '--grace', '2', '--no-preflight');
    expect(planned.stdout).toMatch(
      /sends TERM: its requests get 2 s to end \(--grace\), then QUIT, and 5 s later KILL/,
    );
    expect(planned.exitCode).toBe(0);
    expect(isAlive(next!)).toBe(true);
    await gunicorn.stop();
  });
});

need('gunicorn', 'util-linux')('fdtop kill does nothing', () => {
  it('with --dry-run, with --read-only, without a terminal or --yes, and to a master without --signal', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const [worker] = gunicorn.workerPids();
    const pid = `${worker}`;
    const dry = await fdtop('kill', pid, '--dry-run');
    expect([dry.exitCode, dry.stdout]).toEqual([0, expect.stringMatching(/the app on disk loads/)]);

    const readOnly = await fdtop('kill', pid, '--yes', '--read-only');
    expect([readOnly.exitCode, readOnly.stderr]).toEqual([3, expect.stringMatching(/it is read-only/)]);
    expect(readOnly.stdout).not.toMatch(/app on disk/);

    const asking = await fdtop('kill', pid);
    expect([asking.exitCode, asking.stderr]).toEqual([2, expect.stringMatching(/without a terminal it needs --yes/)]);

    const master = await fdtop('kill', `${gunicorn.masterPid}`, '--yes');
    expect(master.stderr).toMatch(/this is the master: the service will stop, and its 1 worker with it/);
    expect(master.stderr).toMatch(/--signal TERM does it all the same/);
    expect(master.exitCode).toBe(1);

    expect(gunicorn.workerPids()).toEqual([worker]);
    expect(isAlive(gunicorn.masterPid)).toBe(true);

    const named = await fdtop('kill', `${gunicorn.masterPid}`, '--yes', '--signal', 'TERM');
    expect(named.stdout).toMatch(/✓ .* it was the master: its workers are gone too/);
    expect(named.exitCode).toBe(0);
    await gunicorn.stop();
  });

  it.each([
    [['kill'], 2, /kill needs a PID, or --worst/],
    [['kill', '1', '--worst'], 2, /--worst chooses the process/],
    [['kill', '1', '--yes'], 1, /1 is no process of a Gunicorn/],
  ])('%j', async (words, code, text) => {
    const { exitCode, stderr } = await fdtop(...words);
    expect(stderr).toMatch(text);
    expect(exitCode).toBe(code);
  });

  it('but name the worst worker, with --worst --dry-run', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 2 });
    const [, worst] = gunicorn.workerPids();
    await gunicorn.hold(worst!, 'file', 3000);
    const { stdout, exitCode } = await fdtop('kill', '--worst', '--dry-run', '--no-preflight');
    // Another Gunicorn of this machine may hold more.
    const [, pid, count] = /^worker (\d+): ([\d,]+) fds/.exec(stdout)!;
    expect(Number(count!.replaceAll(',', ''))).toBeGreaterThanOrEqual(3000);
    if (gunicorn.workerPids().includes(Number(pid))) expect(Number(pid)).toBe(worst);
    expect(exitCode).toBe(0);
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'util-linux',
  root,
)('fdtop kill by another user', () => {
  it('is refused with the exact command for sudo, exit code 3, and nothing is done', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, args: ['-u', 'www-data'] });
    const [worker] = gunicorn.workerPids();
    const as = { uid: NOBODY, gid: NOBODY, cwd: '/', env: { HOME: '/nonexistent' }, reject: false } as const;
    const args = [publicPath('dist/fdtop.js'), 'kill', `${worker}`, '--yes', '--signal', 'QUIT'];
    const { stdout, exitCode } = await execa(publicNode(), args, as);
    expect(stdout).toContain('whether the app on disk loads was not checked: ');
    expect(stdout).toMatch(/✗ cannot signal \d+: permission denied/);
    expect(stdout).toContain(`run: sudo ${publicNode()} ${args[0]} kill ${worker} --signal QUIT`);
    expect(exitCode).toBe(3);
    expect(gunicorn.workerPids()).toEqual([worker]);
    await gunicorn.stop();
  });
});
