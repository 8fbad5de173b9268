/** `fdtop recycle` as a user runs it, on a real Gunicorn. Always with the master's pid: others may run on this machine. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { waitUntil } from '../support/wait.ts';

const PLAIN = { setproctitle: false };
const NOBODY = 65534;

need('gunicorn', 'util-linux')('fdtop recycle', () => {
  it('replaces the workers over the threshold, the worst first, and no other', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 3 });
    const [well, bad, worst] = gunicorn.workerPids();
    await gunicorn.hold(bad!, 'file', 600);
    await gunicorn.hold(worst!, 'file', 700);
    const none = await fdtop('recycle', `${gunicorn.masterPid}`, '--yes');
    expect(none.stdout).toBe(`none of 3 workers of holder:app, master ${gunicorn.masterPid} holds 10,000 fds`);
    expect(none.exitCode).toBe(0);

    const { stdout, exitCode } = await fdtop('recycle', `${gunicorn.masterPid}`, '--over', '600', '--yes');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`2 of 3 workers of holder:app, master ${gunicorn.masterPid}:`);
    expect(lines[1]).toMatch(new RegExp(`^ {2}${worst}: 7\\d\\d fds`));
    expect(lines[2]).toMatch(new RegExp(`^ {2}${bad}: 6\\d\\d fds`));
    expect(lines.at(-1)).toBe('✓ 2 workers replaced, one at a time; each successor serves');
    expect(exitCode).toBe(0);
    expect([well, bad, worst].map(pid => isAlive(pid!))).toEqual([true, false, false]);
    await gunicorn.stop();
  });

  it('on Ctrl-C says what was done so far, exit code 130, and begins no further one', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 3 });
    const before = gunicorn.workerPids();
    const args = [FDTOP, 'recycle', `${gunicorn.masterPid}`, '--over', '1', '--yes', '--no-preflight'];
    const running = execa(process.execPath, args, { reject: false, stdin: 'ignore', buffer: false, all: false });
    let said = '';
    let outcome = '';
    running.stderr.setEncoding('utf8').on('data', text => {
      said += text;
    });
    running.stdout.setEncoding('utf8').on('data', text => {
      outcome += text;
    });
    await waitUntil('the first to be replaced', () => /^1 of 3 replaced; TERM sent/m.test(said));
    running.kill('SIGINT');
    const { exitCode } = await running;
    expect(outcome).toMatch(/✗ interrupted, not undone: 1 of 3 replaced; .*; not touched: \d+$/m);
    expect(exitCode).toBe(130);
    // The second had its TERM and ends by itself, the third was never touched.
    await waitUntil('the end of the second', () => before.filter(isAlive).length === 1);
    await gunicorn.waitForWorkers(3);
    expect(gunicorn.workerPids().filter(pid => before.includes(pid))).toEqual([
      Number(/not touched: (\d+)$/m.exec(outcome)![1]),
    ]);
    await gunicorn.stop();
  });

  it('is refused during an upgrade (USR2), exit code 1', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 1 });
    const next = await gunicorn.usr2();
    for (const master of [gunicorn.masterPid, next]) {
      const { stderr, exitCode } = await fdtop('recycle', `${master}`, '--over', '1', '--yes');
      expect(stderr).toMatch(/an upgrade \(USR2\) of holder:app is in progress/);
      expect(exitCode).toBe(1);
    }
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'util-linux',
  root,
)('fdtop recycle by another user', () => {
  it('is refused with the exact command for sudo, exit code 3, and nothing is half done', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, workers: 2, args: ['-u', 'www-data'] });
    const before = gunicorn.workerPids();
    const as = { uid: NOBODY, gid: NOBODY, cwd: '/', env: { HOME: '/nonexistent' }, reject: false } as const;
    const args = [publicPath('dist/fdtop.js'), 'recycle', `${gunicorn.masterPid}`, '--over', '1', '--yes'];
    const { stdout, stderr, exitCode } = await execa(publicNode(), args, as);
    expect(`${stdout}${stderr}`).toContain(
      `run: sudo ${publicNode()} ${args[0]} recycle ${gunicorn.masterPid} --over 1`,
    );
    expect(exitCode).toBe(3);
    expect(gunicorn.workerPids()).toEqual(before);
    await gunicorn.stop();
  });
});
