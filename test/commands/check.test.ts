/** `fdtop check` as Nagios runs it: exactly one line, and its exit code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';
import { describe, expect, it, test } from 'vitest';
import { startFakes } from '../support/fakes.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { type FakeProcess, procTree } from '../support/proc-tree.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';

const MASTER: FakeProcess = { pid: 100, argv: ['gunicorn: master [shop]'] };
const workerOf = (pid: number, fds: number, more: Partial<FakeProcess> = {}): FakeProcess => ({
  ...{ pid, ppid: 100, argv: ['gunicorn: worker [shop]'], fds, limit: '65536' },
  ...more,
});

function treeOf(...processes: FakeProcess[]) {
  return processes.reduce((tree, process) => tree.add(process), procTree());
}

async function check(...args: string[]) {
  const { stdout, stderr, exitCode } = await fdtop('check', ...args);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toHaveLength(1);
  return { line: stdout, exitCode };
}

describe.each([
  ['OK', 0, 40],
  ['WARNING', 1, 1000],
  ['CRITICAL', 2, 10_000],
] as const)('%s', (state, code, fds) => {
  it(`is exit ${code}: a worker with ${fds} open files`, async () => {
    const { root } = treeOf(MASTER, workerOf(101, fds), workerOf(102, 12));
    const { line, exitCode } = await check('--proc-root', root);
    expect(exitCode).toBe(code);
    expect(line).toMatch(new RegExp(`^FDTOP ${state} - .*\\| 'gunicorn'=${fds};1000;10000;0;65536$`));
  });
});

test('thresholds are taken from the command line, and the limit counts too', async () => {
  const { root } = treeOf(MASTER, workerOf(101, 95, { limit: '100' }));
  expect((await check('--proc-root', root)).exitCode).toBe(2);
  const free = treeOf(MASTER, workerOf(101, 95));
  expect((await check('--proc-root', free.root, '--warn', '95', '--leak', '96')).exitCode).toBe(1);
  expect((await check('--proc-root', free.root, '--warn', '94', '--leak', '95')).exitCode).toBe(2);
});

test('--growth and --eta see a worker grow', async () => {
  const tree = treeOf(MASTER, workerOf(101, 40, { limit: '4000' }));
  let fds = 40;
  const grow = setInterval(() => {
    for (let more = 0; more < 3; more += 1) tree.link(`101/fd/${fds++}`, '/dev/null');
  }, 50);
  const fast = await check('--proc-root', tree.root, '--growth', '5');
  const near = await check('--proc-root', tree.root, '--eta', '30');
  clearInterval(grow);
  expect(fast).toMatchObject({ exitCode: 2, line: expect.stringMatching(/CRITICAL - worker 101 .*\+\d+\/s/) });
  expect(near).toMatchObject({ exitCode: 2, line: expect.stringMatching(/full in \d+ (s|min)/) });
  expect(await check('--proc-root', tree.root, '--growth', '5', '--eta', '30')).toMatchObject({ exitCode: 0 });
});

describe('UNKNOWN is exit 3', () => {
  test('when no Gunicorn runs', async () => {
    const tree = treeOf({ pid: 100, argv: ['nginx'], comm: 'nginx' });
    expect(await check('--proc-root', tree.root)).toMatchObject({
      line: expect.stringMatching(/^FDTOP UNKNOWN - no Gunicorn runs/),
      exitCode: 3,
    });
    expect((await check('--proc-root', tree.root, '--match', 'nginx')).exitCode).toBe(0);
  });

  test.each([
    [['--frobnicate'], 'unknown option --frobnicate'],
    [['--warn', '0'], '--warn "0" is not a whole number'],
    [['--eta', 'soon'], '--eta "soon" is not a number above 0'],
    [['--growth', '9'.repeat(400)], 'is not a number above 0'],
    [['--growth'], '--growth needs a value'],
    [['--eta=-5'], '--eta "-5" is not a number above 0'],
    [['--eta', '5', '--eta', '6'], 'option --eta is given more than once'],
    [['--growth', '0'], '--growth "0" is not a number above 0'],
    [['--proc-root', '/nowhere'], 'there is no such directory'],
    [['--config', '/nowhere.toml'], '/nowhere.toml is not there'],
    [['one'], 'takes no argument: "one" is one too many'],
    [['--yes'], '--yes does not belong to fdtop check'],
  ])('for %j', async (args, message) => {
    const { line, exitCode } = await check(...args);
    expect(exitCode).toBe(3);
    expect(line).toMatch(/^FDTOP UNKNOWN - /);
    expect(line).toContain(message);
  });

  test('when it cannot say so', async () => {
    const full = await execa('sh', ['-c', '"$0" "$1" check > /dev/full', process.execPath, FDTOP], { reject: false });
    expect(full.exitCode).toBe(3);
    const child = spawn(process.execPath, [FDTOP, 'check'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([3, null]);
  });
});

need('gunicorn')('a real Gunicorn', () => {
  it('is counted; a worker that leaks is critical', async () => {
    const gunicorn = await startGunicorn({ workers: 2 });
    const [leaker] = gunicorn.workerPids();
    await gunicorn.hold(leaker!, 'socket', 600);
    const { line, exitCode } = await check('--warn', '500', '--leak', '600');
    expect(exitCode).toBe(2);
    expect(line).toMatch(
      new RegExp(`worker ${leaker} of holder:app[^ ]*(?: ${gunicorn.masterPid})? has 6\\d\\d open files`),
    );
    await gunicorn.stop();
  });
});

need(root)('a hundred and fifty masters of another user', () => {
  it('leave the perfdata short and whole, and say how many are left out', async () => {
    const fakes = await startFakes(62_791, 150, `${'x'.repeat(40)}-`);
    const honest = await startFakes(62_792, 1, 'quiet');
    const { line } = await check();
    expect(line.length).toBeLessThan(5000);
    expect(line).toMatch(/; \d+ instances left out \| '/);
    expect(line).toMatch(/ 'quiet0'=3;1000;10000;0;/);
    await fakes.stop();
    await honest.stop();
  });
});

need(root)('without root', () => {
  it('is UNKNOWN, never OK, when a worker cannot be counted', async () => {
    const tree = treeOf(MASTER, workerOf(101, 40), workerOf(102, 40));
    tree.mode('102/fd', 0o000).mode('', 0o755);
    const { stdout, exitCode } = await execa(
      publicNode(),
      [publicPath('dist/fdtop.js'), 'check', '--proc-root', tree.root],
      { uid: 65534, gid: 65534, stdin: 'ignore', reject: false },
    );
    expect(stdout).toMatch(/^FDTOP UNKNOWN - 1 of 3 processes not counted: permission denied, run it as root \| '/);
    expect(exitCode).toBe(3);
  });
});
