/** Whether the app on disk would load, asked of Debian's real Gunicorn. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { type Checked, type CheckOptions, checkApp } from '../../src/actions/preflight.ts';
import { readStat } from '../../src/proc/stat.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

/** Titles hide what a check needs: those have a test of their own. */
const PLAIN = { setproctitle: false };
const NOBODY = 65534;

const asked = { asked: true };
/** What the snapshot would say of it. */
function checkedOf({ masterPid, workerPids }: Gunicorn): Checked {
  const [master, ...workers] = [masterPid, ...workerPids()].map(pid => readStat('/proc', pid)!);
  return { master: master!, workers };
}
/** As it is done by itself, where it is. */
const check = (gunicorn: Gunicorn, more: Partial<CheckOptions> = {}) =>
  checkApp(checkedOf(gunicorn), { asked: false, ...more });
const writeApp = ({ dir }: Gunicorn, text: string) => writeFileSync(join(dir, 'holder.py'), text);
const APP = 'def app(environ, start_response): pass\n';

need('gunicorn', 'util-linux')('the app on disk', () => {
  let gunicorn: Gunicorn;
  let conf: string;
  beforeAll(async () => {
    gunicorn = await startGunicorn(PLAIN);
    conf = readFileSync(join(gunicorn.dir, 'gunicorn.conf.py'), 'utf8');
  });
  afterEach(() => writeFileSync(join(gunicorn.dir, 'gunicorn.conf.py'), conf));

  it('does not load any more: the exception is told', async () => {
    writeApp(gunicorn, `import nowhere_to_be_found\n${APP}`);
    expect(await check(gunicorn)).toEqual({
      state: 'broken',
      words: "ModuleNotFoundError: No module named 'nowhere_to_be_found'",
      part: 'app',
    });
    writeApp(gunicorn, 'def other(): pass\n');
    expect(await check(gunicorn)).toMatchObject({
      state: 'broken',
      words: expect.stringMatching(/AppImportError/),
    });
    writeApp(gunicorn, "import sys\nsys.exit('DATABASE_URL is not set')\n");
    expect(await check(gunicorn)).toMatchObject({ state: 'broken', words: 'DATABASE_URL is not set' });
    writeApp(gunicorn, 'import os\nos.abort()\n');
    expect(await check(gunicorn)).toMatchObject({
      state: 'broken',
      words: expect.stringMatching(/SIGABRT/),
    });
    expect(isAlive(gunicorn.masterPid)).toBe(true);
  });

  it.each([
    [['-c', 'gunicorn.conf.py', '--chdir', 'hidden', '--pythonpath', '..'], ''],
    [['-c', 'gunicorn.conf.py'], '--chdir hidden --pythonpath ..'],
  ])('is found where the master was started, with %j and GUNICORN_CMD_ARGS=%j', async (args, cmdArgs) => {
    const led = await startGunicorn({ ...PLAIN, args, env: { GUNICORN_CMD_ARGS: cmdArgs } });
    expect(await check(led)).toMatchObject({ state: 'loads' });
    writeApp(led, `import nowhere_to_be_found\n${APP}`);
    expect(await check(led)).toMatchObject({ state: 'broken', part: 'app' });
    await led.stop();
  });

  it('is not judged by a broken configuration, which a new worker does not read', async () => {
    writeFileSync(join(gunicorn.dir, 'gunicorn.conf.py'), 'def broken(:\n');
    expect(await check(gunicorn)).toMatchObject({
      state: 'broken',
      part: 'config',
      words: expect.stringMatching(/SyntaxError/),
    });
  });

  it('takes too long to load: not known, and neither it nor what it started is left', async () => {
    writeApp(
      gunicorn,
      [
        'import os, subprocess, time',
        "child = subprocess.Popen(['/usr/bin/sleep', '600'])",
        "open('pids.tmp', 'w').write('%d %d' % (os.getpid(), child.pid))",
        "os.rename('pids.tmp', 'pids')",
        'time.sleep(600)',
      ].join('\n'),
    );
    const result = await check(gunicorn, { timeoutMs: 3000 });
    expect(result).toMatchObject({ state: 'unknown', why: expect.stringMatching(/still loading after 3 s/) });
    const pids = readFileSync(join(gunicorn.dir, 'pids'), 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await waitUntil('the end of both', () => !pids.some(isAlive));
  });

  it('is not waited for when the question is taken back', async () => {
    writeApp(gunicorn, "import os, time\nopen('began', 'w').write(str(os.getpid()))\ntime.sleep(600)\n");
    const abort = new AbortController();
    const checking = check(gunicorn, { signal: abort.signal });
    const began = join(gunicorn.dir, 'began');
    await waitUntil('the check', () => existsSync(began) && readFileSync(began, 'utf8') !== '');
    abort.abort();
    expect(await checking).toEqual({ state: 'unknown', why: 'the check was interrupted' });
    await waitUntil('its end', () => !isAlive(Number(readFileSync(began, 'utf8'))));
  });

  it('that says very much is cut short, and its end is read', async () => {
    writeApp(gunicorn, "for _ in range(2000): print('x' * 1000)\nraise RuntimeError('at last')\n");
    expect(await check(gunicorn)).toMatchObject({ state: 'broken', words: 'RuntimeError: at last' });
  });

  it('is not known where a config file sets what a check does not apply, and the check fails', async () => {
    writeFileSync(join(gunicorn.dir, 'gunicorn.conf.py'), `${conf}\nraw_env = ['NEEDED=1']\n`);
    writeApp(gunicorn, `import os\nos.environ['NEEDED']\n${APP}`);
    expect(await check(gunicorn)).toMatchObject({ state: 'unknown', why: expect.stringMatching(/raw_env/) });
  });
});

need('gunicorn', 'util-linux')('the app of a Gunicorn', () => {
  it.each([
    ['gunicorn', {}],
    ['python3 -m gunicorn', { module: true }],
    ['gunicorn with a log file and a name', { args: ['--access-logfile=x.log', '-n', 'a b', '-R'] }],
  ])('loads, and the check leaves nothing behind: %s', async (_, options) => {
    const gunicorn = await startGunicorn({ ...PLAIN, ...options });
    const before = readdirSync(gunicorn.dir);
    expect(await check(gunicorn)).toEqual({ state: 'loads', seconds: expect.any(Number) });
    expect(readdirSync(gunicorn.dir)).toEqual(before);
    expect(gunicorn.workerPids()).toHaveLength(1);
    await gunicorn.stop();
  });

  it('sees the environment and --env of the service', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, env: { ONE: '1' }, args: ['--env', 'TWO=2'] });
    writeApp(gunicorn, `import os\nassert os.environ['ONE'] + os.environ['TWO'] == '12'\n${APP}`);
    expect(await check(gunicorn)).toMatchObject({ state: 'loads' });
    writeApp(gunicorn, `import os\nassert 'GUNICORN_PID' in os.environ, 'as it should be'\n${APP}`);
    expect(await check(gunicorn)).toMatchObject({ words: 'AssertionError: as it should be' });
    await gunicorn.stop();
  });

  it('does not matter to a master that has loaded it (--preload)', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, args: ['--preload'] });
    writeApp(gunicorn, 'broken\n');
    expect(await check(gunicorn)).toMatchObject({ state: 'unknown', why: expect.stringMatching(/preload/) });
    await gunicorn.stop();
  });

  it('is not known of a master that is gone', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    const target = checkedOf(gunicorn);
    await gunicorn.stop();
    expect(await checkApp(target, asked)).toMatchObject({ state: 'unknown', why: expect.stringMatching(/is gone/) });
  });
});

need('gunicorn', 'python3-setproctitle')('a master under a title', () => {
  it('in no unit: its arguments are covered, and that is said', async () => {
    const gunicorn = await startGunicorn({ setproctitle: true });
    const result = await check(gunicorn);
    expect(result).toMatchObject({
      state: 'unknown',
      why: expect.stringMatching(/setproctitle.*no systemd unit tells/),
    });
    await gunicorn.stop();
  });
});

need(
  'gunicorn',
  'util-linux',
  root,
)('a check by root', () => {
  const WHO = `import os\nraise RuntimeError('%d %d %s' % (os.getuid(), os.getgid(), sorted(os.getgroups())))\n`;

  it('runs as the user of the workers: -u and -g', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, args: ['-u', 'www-data', '-g', 'www-data'] });
    writeApp(gunicorn, WHO);
    const [worker] = gunicorn.workerPids();
    const groups = /^Groups:\s*(.*?)\s*$/m.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))![1]!.split(/\s+/);
    const words = `RuntimeError: 33 33 [${groups.filter(Boolean).join(', ')}]`;
    expect(await check(gunicorn, asked)).toEqual({ state: 'broken', words, part: 'app' });
    await gunicorn.stop();
  });

  it('runs as the user of a service that is not root’s at all', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, uid: NOBODY });
    writeApp(gunicorn, WHO);
    expect(await check(gunicorn, asked)).toMatchObject({ words: `RuntimeError: ${NOBODY} ${NOBODY} []` });
    await gunicorn.stop();
  });

  it('runs nothing as root in an environment that the user of the service has chosen', async () => {
    // With these, ld.so writes a file of each program it starts, as the user it starts it for.
    const name = `fdtop-ld-debug-${process.pid}`;
    const traced = await startGunicorn({
      ...PLAIN,
      uid: NOBODY,
      env: { LD_DEBUG: 'libs', LD_DEBUG_OUTPUT: join(tmpdir(), name) },
    });
    const traces = () => readdirSync(tmpdir()).filter(file => file.startsWith(`${name}.`));
    const before = traces();
    expect(await check(traced, asked)).toMatchObject({ state: 'loads' });
    const after = traces().filter(file => !before.includes(file));
    const owners = after.map(file => statSync(join(tmpdir(), file)).uid);
    for (const file of traces()) rmSync(join(tmpdir(), file));
    expect(owners.length).toBeGreaterThan(0);
    expect(new Set(owners)).toEqual(new Set([NOBODY]));
    await traced.stop();
  });
});
