/** Whose code a check may run, as whom, and on whose word: real services, and a fake one that wants to be root. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, it } from 'vitest';
import { holds, type Permit, permitCheck } from '../../src/actions/check-permit.ts';
import { type Checked, checkApp } from '../../src/actions/preflight.ts';
import { runCheck } from '../../src/actions/run-check.ts';
import { foreign } from '../../src/model/foreign.ts';
import { identityOf } from '../../src/proc/identity.ts';
import { readStat } from '../../src/proc/stat.ts';
import { register } from '../support/cleanup.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { type Gunicorn, startGunicorn } from '../support/gunicorn.ts';
import { need, root } from '../support/need.ts';
import { isAlive, membersOfGroup, parentOf } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const PLAIN = { setproctitle: false };
const NOBODY = 65534;
const asked = { asked: true };
const unasked = { asked: false };

function checkedOf(masterPid: number, workerPids: readonly number[]): Checked {
  const [master, ...workers] = [masterPid, ...workerPids].map(pid => readStat('/proc', pid)!);
  return { master: master!, workers };
}
const of = (gunicorn: Gunicorn) => checkedOf(gunicorn.masterPid, gunicorn.workerPids());

/** An app that writes down as whom it was loaded, wherever that is allowed. */
const CANARY = `
import os
here = os.path.dirname(os.path.abspath(__file__))
with open(here + '/canary', 'a') as file:
    file.write(open('/proc/self/status').read())
def app(environ, start_response): pass
`;
const canaryOf = ({ dir }: { dir: string }) => join(dir, 'canary');
function plant(gunicorn: { dir: string }): void {
  writeFileSync(join(gunicorn.dir, 'holder.py'), CANARY);
}
const field = (status: string, name: string) => new RegExp(`^${name}:[ \t]*(.*?)[ \t]*$`, 'm').exec(status)?.[1];

need(
  'gunicorn',
  'util-linux',
  root,
)('a service of another user that was started by hand', () => {
  it.each([
    ['all of it', { uid: NOBODY }, `${NOBODY}`],
    ['its workers', { args: ['-u', 'www-data', '-g', 'www-data'] }, '33'],
  ])('is not loaded by root before it is asked for, and then without any right of root’s: %s', async (_, how, uid) => {
    const gunicorn = await startGunicorn({ ...PLAIN, ...how });
    plant(gunicorn);
    const user = uid === '33' ? 'www-data' : 'nobody';
    const why = `it runs code of user ${user}, so only when you ask for it`;
    expect(await checkApp(of(gunicorn), unasked)).toEqual({ state: 'unasked', why });
    expect(existsSync(canaryOf(gunicorn))).toBe(false);
    expect(await checkApp(of(gunicorn), asked)).toMatchObject({ state: 'loads' });
    const status = readFileSync(canaryOf(gunicorn), 'utf8');
    expect(field(status, 'Uid')).toBe(Array(4).fill(uid).join('\t'));
    expect(field(status, 'Gid')).toBe(Array(4).fill(uid).join('\t'));
    expect(field(status, 'NoNewPrivs')).toBe('1');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect(field(status, set)).toBe('0'.repeat(16));
    await gunicorn.stop();
  });

  it('is loaded by no dry run, nor by a page that looks: also one of root’s own', async () => {
    for (const how of [{ uid: NOBODY }, {}]) {
      const gunicorn = await startGunicorn({ ...PLAIN, ...how });
      plant(gunicorn);
      const [worker] = gunicorn.workerPids();
      for (const words of [
        ['kill', `${worker}`],
        ['recycle', `${gunicorn.masterPid}`, '--over', '1'],
        ['reload', `${gunicorn.masterPid}`],
        ['kill', `${worker}`, '--preflight'],
      ]) {
        const { stdout, exitCode } = await fdtop(...words, '--dry-run');
        expect(stdout, words.join(' ')).toContain('was not checked: a dry run loads nothing');
        expect(exitCode).toBe(0);
      }
      await fdtop('diagnose', `${gunicorn.masterPid}`);
      await fdtop('cure', `${gunicorn.masterPid}`, '--dry-run');
      expect(existsSync(canaryOf(gunicorn))).toBe(false);
      await gunicorn.stop();
    }
  }, 120_000);

  it('is loaded where --preflight asks for it, and an app that does not load stops --yes', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, uid: NOBODY });
    writeFileSync(join(gunicorn.dir, 'holder.py'), `${CANARY}\nimport nowhere\n`);
    const [worker] = gunicorn.workerPids();
    const { stderr, exitCode } = await fdtop('kill', `${worker}`, '--yes', '--preflight');
    expect(stderr).toMatch(/the app on disk does not load: ModuleNotFoundError.*--no-preflight/s);
    expect(exitCode).toBe(1);
    expect(isAlive(worker!)).toBe(true);
    expect(field(readFileSync(canaryOf(gunicorn), 'utf8'), 'Uid')).toMatch(/^65534\t/);
    await gunicorn.stop();
  });

  it('gets no file that root’s fdtop was given beside its own three', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, uid: NOBODY });
    const secret = join(mkdtempSync(join(tmpdir(), 'fdtop-inherited-')), 'secret');
    writeFileSync(secret, 'of root\n', { mode: 0o600 });
    writeFileSync(
      join(gunicorn.dir, 'holder.py'),
      `${CANARY}
with open(here + '/fds', 'w') as file:
    for fd in os.listdir('/proc/self/fd'):
        try: file.write('%s %s\\n' % (fd, os.readlink('/proc/self/fd/' + fd)))
        except OSError: pass
`,
    );
    const [worker] = gunicorn.workerPids();
    // Behind a gap: those that follow the first three are closed by Node itself.
    const script = 'exec 200<>"$0"; exec "$@"';
    const words = [process.execPath, FDTOP, 'kill', `${worker}`, '--yes', '--preflight'];
    await execa('bash', ['-c', script, secret, ...words], { reject: false, stdin: 'ignore' });
    const fds = readFileSync(join(gunicorn.dir, 'fds'), 'utf8');
    expect(fds).toContain(`${gunicorn.dir}/fds`);
    expect(fds).not.toContain(secret);
    await gunicorn.stop();
    rmSync(dirname(secret), { recursive: true });
  });

  it('is not led by root into a folder that is closed to its user', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'fdtop-closed-'));
    const cwd = join(closed, 'open');
    mkdirSync(cwd, { mode: 0o755 });
    writeFileSync(join(cwd, 'told'), 'of root\n', { mode: 0o644 });
    const [python, command] = [foreign('/usr/bin/python3'), ['/bin/sh', '-c', 'cat told'].map(foreign)];
    const as = { uid: NOBODY, gid: NOBODY, groups: [] };
    const permit = { as, container: null, worker: { pid: process.pid } } as unknown as Permit;
    const run = await runCheck({ python, command, env: {}, cwd }, permit, { timeoutMs: 10_000 });
    expect(run.stdout.raw).toBe('');
    expect(run.stderr.raw).toMatch(/^fdtop: cannot enter: .*Permission denied/);
    rmSync(closed, { recursive: true });
  });

  it('the permit holds only as long as both are who they were', async () => {
    const gunicorn = await startGunicorn({ ...PLAIN, uid: NOBODY });
    const permit = await permitCheck(of(gunicorn));
    if ('why' in permit) throw new Error(permit.why);
    expect(permit).toMatchObject({ as: { uid: NOBODY, gid: NOBODY }, container: null });
    expect(holds(permit)).toBe(true);
    process.kill(permit.worker.pid, 'SIGKILL');
    await waitUntil('its end', () => !isAlive(permit.worker.pid));
    expect(holds(permit)).toBe(false);
    await gunicorn.stop();
  });
});

need('gunicorn', 'util-linux')('a service of fdtop’s own user', () => {
  it('is loaded without being asked for', async () => {
    const gunicorn = await startGunicorn(PLAIN);
    plant(gunicorn);
    expect(await checkApp(of(gunicorn), unasked)).toMatchObject({ state: 'loads' });
    expect(existsSync(canaryOf(gunicorn))).toBe(true);
    await gunicorn.stop();
  });

  it('is not, where its system calls are filtered: a check would be free of that', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'fdtop-filtered-'));
    chmodSync(dir, 0o755);
    const conf = join(dir, 'filtered.py');
    writeFileSync(conf, FILTERED);
    const gunicorn = await startGunicorn({ ...PLAIN, args: ['-c', conf] });
    plant(gunicorn);
    expect(identityOf(gunicorn.workerPids()[0]!)?.seccomp).toBe(2);
    for (const how of [asked, unasked]) {
      expect(await checkApp(of(gunicorn), how)).toEqual({
        state: 'unknown',
        why: 'its unit filters its system calls; a check would run without that',
      });
    }
    expect(existsSync(canaryOf(gunicorn))).toBe(false);
    await gunicorn.stop();
    rmSync(dir, { recursive: true });
  });
});

/** A filter that lets everything pass, as SystemCallFilter= sets one (prctl(2), PR_SET_SECCOMP); BPF_RET, SECCOMP_RET_ALLOW. */
const FILTERED = `
import ctypes, os
exec(open('gunicorn.conf.py').read())
class Line(ctypes.Structure):
    _fields_ = [('code', ctypes.c_ushort), ('jt', ctypes.c_ubyte), ('jf', ctypes.c_ubyte), ('k', ctypes.c_uint)]
class Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('lines', ctypes.POINTER(Line))]
def post_fork(server, worker):
    allow = (Line * 1)(Line(6, 0, 0, 0x7fff0000))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.prctl(22, 2, ctypes.byref(Program(1, allow)), 0, 0) == 0, ctypes.get_errno()
`;

interface Started {
  dir: string;
  pid: number;
  stop: () => Promise<void>;
}

/** Starts `DIR/gunicorn app:app` with Debian's Python, in a folder of this user's own. */
function startScript(text: string | null, uid: number): Started {
  const dir = mkdtempSync(join(tmpdir(), 'fdtop-script-'));
  const script = join(dir, 'gunicorn');
  if (text === null) copyFileSync('/usr/bin/gunicorn', script);
  else writeFileSync(script, text);
  writeFileSync(join(dir, 'holder.py'), CANARY);
  mkdirSync(join(dir, 'out'));
  // Its title would hide what a check needs.
  mkdirSync(join(dir, 'hidden'));
  writeFileSync(join(dir, 'hidden/setproctitle.py'), 'raise ImportError("hidden by the test")\n');
  for (const path of [dir, script, join(dir, 'out')]) {
    chmodSync(path, 0o755);
    chownSync(path, uid, uid);
  }
  const as = uid === 0 ? [] : [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const command = ['/usr/bin/python3', script, '-b', '127.0.0.1:0', '-w', '1', 'holder:app'];
  const child: ChildProcess = spawn('/usr/bin/setpriv', [...as, '--pdeathsig=KILL', ...command], {
    cwd: dir,
    detached: true,
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', OUT: join(dir, 'out'), PYTHONPATH: join(dir, 'hidden') },
  });
  const group = child.pid!;
  const kill = () => {
    for (const pid of membersOfGroup(group)) process.kill(pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  const stop = register({ stop: async () => kill(), stopNow: kill });
  return { dir, pid: group, stop };
}

const childrenOf = (pid: number) => membersOfGroup(pid).filter(each => parentOf(each) === pid);

need(
  'gunicorn',
  'util-linux',
  root,
)('a program of root’s own service', () => {
  it('that others may change is not executed by root once more', async () => {
    const started = startScript(null, 0);
    const script = join(started.dir, 'gunicorn');
    const canary = canaryOf(started);
    await waitUntil('its worker', () => childrenOf(started.pid).length === 1 && existsSync(canary));
    rmSync(canary);
    const checked = () => checkedOf(started.pid, childrenOf(started.pid));
    expect(await checkApp(checked(), unasked)).toEqual({ state: 'loads', seconds: expect.any(Number) });
    expect(existsSync(canary)).toBe(true);
    rmSync(canary);
    chmodSync(script, 0o757);
    for (const how of [unasked, asked]) {
      expect(await checkApp(checked(), how)).toEqual({
        state: 'unknown',
        why: `root would execute ${script}, which others may change`,
      });
    }
    chmodSync(script, 0o755);
    chownSync(started.dir, NOBODY, NOBODY);
    expect(await checkApp(checked(), asked)).toMatchObject({ why: expect.stringMatching(/which others may change/) });
    expect(existsSync(canary)).toBe(false);
    await started.stop();
  });
});

/** Whatever is checked, this runs. Its first child is a set-user-ID program that waits for a password, its second a worker. */
const FAKE = `
import os, sys, tempfile, time
out = os.environ['OUT']
if '--check-config' in sys.argv:
    open(out + '/ran', 'a').write(open('/proc/self/status').read()); sys.exit()
read, write = os.pipe(); null = os.open('/dev/null', os.O_RDWR)
if os.fork() == 0:
    os.dup2(read, 0); os.dup2(null, 1); os.dup2(null, 2); os.execv('/usr/bin/su', ['su'])
time.sleep(0.3)
beat, name = tempfile.mkstemp(prefix='wgunicorn-'); os.unlink(name)
worker = os.fork()
if worker: open(out + '/worker', 'w').write(str(worker))
for turn in range(120): os.fchmod(beat, turn % 2); time.sleep(1)
`;

need('util-linux', root)('a fake service with a set-user-ID first child (security.md, S1)', () => {
  let fake: Started;
  let su: number;
  let worker: number;
  beforeEach(async () => {
    fake = startScript(FAKE, NOBODY);
    const told = join(fake.dir, 'out/worker');
    worker = Number(await waitUntil('its worker', () => existsSync(told) && readFileSync(told, 'utf8')));
    su = childrenOf(fake.pid).find(pid => pid !== worker)!;
    await waitUntil('su', () => identityOf(su)?.exe?.raw.endsWith('/su') === true);
    expect(new Set(identityOf(su)!.uids)).toContain(0);
    return () => fake.stop();
  });
  const ran = () => {
    const file = join(fake.dir, 'out/ran');
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };

  it('runs as nobody’s, or not at all, whichever of its children is called a worker', async () => {
    const userUnknown = { state: 'unknown', why: 'the user of its workers cannot be read' };
    for (const workers of [[su], [su, worker], [worker, su], []]) {
      for (const how of [unasked, asked]) {
        expect(await checkApp(checkedOf(fake.pid, workers), how)).toEqual(userUnknown);
      }
    }
    // Another one's child is no worker of it.
    expect(await checkApp(checkedOf(fake.pid, [process.pid]), asked)).toEqual(userUnknown);
    expect(ran()).toBeNull();
    expect(await checkApp(checkedOf(fake.pid, [worker]), unasked)).toMatchObject({ state: 'unasked' });
    expect(ran()).toBeNull();
    await checkApp(checkedOf(fake.pid, [worker]), asked);
    expect(field(ran()!, 'Uid')).toBe(Array(4).fill(NOBODY).join('\t'));
    expect(field(ran()!, 'CapEff')).toBe('0'.repeat(16));
    expect(field(ran()!, 'NoNewPrivs')).toBe('1');
  });

  it('a master that is itself a set-user-ID program is nobody’s', async () => {
    expect(await permitCheck({ master: readStat('/proc', su)!, workers: [] })).toEqual({
      why: 'the user of its workers cannot be read',
    });
  });

  it('runs nothing under any command that looks, plans or acts with --yes', async () => {
    for (const words of [
      ['kill', `${worker}`, '--dry-run'],
      ['recycle', `${fake.pid}`, '--over', '1', '--dry-run'],
      ['reload', `${fake.pid}`, '--dry-run'],
      ['restart', `${fake.pid}`, '--dry-run'],
      ['diagnose', `${fake.pid}`],
      ['cure', `${fake.pid}`, '--dry-run'],
      ['kill', `${worker}`, '--yes', '--grace', '1'],
    ]) {
      await fdtop(...words);
      expect(ran(), words.join(' ')).toBeNull();
    }
  }, 120_000);
});
