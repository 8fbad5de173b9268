/** The one way in which fdtop starts a program: real programs that do not end, do not stop talking, and leave things behind. */
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findProgram, programAt, SYSTEM_PATH, type TrustedProgram } from '../../src/platform/find-program.ts';
import { type RunOptions, runProgram } from '../../src/platform/run-program.ts';
import { need, root } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const NOBODY = { uid: 65534, gid: 65534, groups: [] };
const SH = findProgram('sh')!;

const sh = (script: string, options: Partial<RunOptions> = {}, ...args: string[]) =>
  runProgram('check', SH, ['-c', script, 'sh', ...args], { timeoutMs: 30_000, ...options });

/** Far below what it would be without the limit, far above the limit: the machine may be busy. */
const SOON = 15;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-run-'));
  chmodSync(folder, 0o777);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Pids that a program has told: ended after the test, whatever became of them. */
let told: number[] = [];
afterEach(() => {
  for (const pid of told.filter(isAlive)) process.kill(pid, 'SIGKILL');
  told = [];
});
function pidsIn(text: string): number[] {
  told = text.trim().split(/\s+/).map(Number);
  return told;
}

describe('a program that ends', () => {
  test('is told by its code, what it said, and nothing else', async () => {
    const { seconds, ...rest } = await sh('echo "$1"; echo err >&2; exit 3', {}, "it's $x");
    expect(rest).toMatchObject({
      exitCode: 3,
      signal: null,
      stdout: { raw: "it's $x\n" },
      stderr: { raw: 'err\n' },
      stopped: null,
      left: 0,
    });
    expect(seconds).toBeGreaterThan(0);
    expect(await sh('kill -SEGV $$')).toMatchObject({ exitCode: null, signal: 'SIGSEGV', stopped: null });
  });

  test('has nothing to read, or what it is given', async () => {
    expect((await sh('read -r line || echo none')).stdout.raw).toBe('none\n');
    const input = `${'x'.repeat(300_000)}\n`;
    expect((await sh('wc -c', { input })).stdout.raw.trim()).toBe('300001');
    expect(await sh('exec 0<&-; exit 4', { input })).toMatchObject({ exitCode: 4, stopped: null });
  });

  test('has no terminal, and is not where fdtop is', async () => {
    const { stdout } = await sh('(: </dev/tty) 2>/dev/null || echo none; pwd; ps -o tty= -p $$');
    expect(stdout.raw).toMatch(/^none\n\/\n\?/);
  });

  test('that is not there is told', async () => {
    const nowhere = '/nowhere/program' as TrustedProgram;
    expect(await runProgram('check', nowhere, [], { timeoutMs: 1000 })).toMatchObject({
      exitCode: null,
      stopped: { error: 'there is no /nowhere/program' },
    });
  });

  test('whose child holds its pipes is not waited for', async () => {
    const { stdout, seconds, exitCode } = await sh('sleep 60 & echo $!');
    pidsIn(stdout.raw);
    expect(exitCode).toBe(0);
    expect(seconds).toBeLessThan(SOON);
  });
});

describe('the time of a program', () => {
  test.each([
    ['itself', 'exec sleep 60'],
    ['one that obeys no TERM', "trap '' TERM INT HUP; while :; do sleep 1; done"],
    ['one that has stopped itself', 'kill -STOP $$'],
    ['one whose child holds its output', 'sleep 60 & echo x; sleep 60'],
    ['one whose child has a session of its own, and its output', 'setsid sleep 60 & echo x; sleep 60'],
    ['one that writes a byte now and then', 'while :; do printf x; sleep 0.2; done'],
  ])('is over when it is: %s', async (_, script) => {
    const began = performance.now();
    const { stopped, exitCode, signal } = await sh(script, { timeoutMs: 1000 });
    expect({ stopped, exitCode, signal }).toEqual({ stopped: 'timeout', exitCode: null, signal: 'SIGKILL' });
    expect((performance.now() - began) / 1000).toBeLessThan(SOON);
  });

  test('ends its group with it', async () => {
    const { stdout } = await sh('sleep 60 & echo $! $$; wait', { timeoutMs: 1000 });
    const pids = pidsIn(stdout.raw);
    expect(pids).toHaveLength(2);
    await waitUntil('the end of both', () => !pids.some(isAlive));
  });

  test('may be cut short, also before it began', async () => {
    const interrupt = new AbortController();
    const running = sh('sleep 60', { interrupted: interrupt.signal });
    setTimeout(() => interrupt.abort(), 200);
    expect(await running).toMatchObject({ stopped: 'aborted', exitCode: null });
    const before = await sh('sleep 60', { interrupted: AbortSignal.abort() });
    expect(before).toMatchObject({ stopped: 'aborted' });
    expect(before.seconds).toBeLessThan(SOON);
  });
});

describe('what a program leaves behind', () => {
  const LEAVES = 'setsid sleep 60 & (setsid sh -c "setsid sleep 60 & echo \\$!; sleep 60" &) ; sleep 0.5; echo $!';

  test('stays, where it is a manager’s business', async () => {
    const pids = pidsIn((await sh(LEAVES)).stdout.raw);
    expect(pids).toHaveLength(2);
    expect(pids.every(isAlive)).toBe(true);
  });

  test('is ended with all that it has started, in whatever session', async () => {
    const { stdout, left } = await sh(LEAVES, { endsAll: true });
    const pids = pidsIn(stdout.raw);
    expect(pids).toHaveLength(2);
    expect(left).toBe(0);
    await waitUntil('their end', () => !pids.some(isAlive));
  });

  test('also when its time was over', async () => {
    const { stdout, stopped } = await sh(`${LEAVES}; sleep 60`, { endsAll: true, timeoutMs: 3000 });
    expect(stopped).toBe('timeout');
    const pids = pidsIn(stdout.raw);
    expect(pids).toHaveLength(2);
    await waitUntil('their end', () => !pids.some(isAlive));
  });

  test('that goes on forking is ended, or it is said that it was not', async () => {
    // Each is gone as soon as its child is there, and leads a session of its own: for 8 s, then it ends by itself.
    const chain = `
import os, sys, time
end = time.monotonic() + 8
while time.monotonic() < end:
    if os.fork(): os._exit(0)
    os.setsid()
`;
    const { left, seconds } = await sh(
      'exec /usr/bin/python3 -c "$1"',
      { endsAll: true, env: { CHAIN: 'of-it' } },
      chain,
    );
    expect(seconds).toBeLessThan(SOON);
    const living = Array.from({ length: 30 }, () => withVariable('CHAIN=of-it')).flat();
    if (left === 0) expect(living).toEqual([]);
    await waitUntil('its own end', () => withVariable('CHAIN=of-it').length === 0);
  });
});

/** Pids of the processes that have this in their environment. */
function withVariable(entry: string): string[] {
  return readdirSync('/proc').filter(pid => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry);
    } catch {
      return false; // gone meanwhile
    }
  });
}

describe('what a program says without end', () => {
  test('is kept from its end, so much of it', async () => {
    const { stdout, stderr } = await sh('yes 123456789 | head -c 2000000; echo the end; yes e | head -c 900000 >&2');
    expect(stdout.raw.length).toBeGreaterThanOrEqual(256 * 1024);
    expect(stdout.raw.length).toBeLessThan(512 * 1024);
    expect(stdout.raw.endsWith('\nthe end\n')).toBe(true);
    expect(stderr.raw.length).toBeLessThan(512 * 1024);
  });

  test('takes no memory, and ends with its time', async () => {
    const before = process.memoryUsage.rss();
    let most = before;
    const watching = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 50);
    const { stopped, stdout, seconds } = await runProgram('check', findProgram('yes')!, [], { timeoutMs: 3000 });
    clearInterval(watching);
    expect(stopped).toBe('timeout');
    expect(seconds).toBeLessThan(SOON);
    expect(stdout.raw.length).toBeLessThan(512 * 1024);
    expect(most - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('is bounded as the caller says', async () => {
    const { stdout } = await sh('yes | head -c 1000000', { mostBytes: 1000 });
    expect(stdout.raw.length).toBeGreaterThanOrEqual(1000);
    expect(stdout.raw.length).toBeLessThan(70_000);
  });
});

describe('the environment of a program', () => {
  const SECRET = 'FDTOP_TEST_SECRET';
  beforeAll(() => {
    process.env[SECRET] = 'hunter2';
    process.env.LD_BIND_NOW = '1';
    process.env.PYTHONPATH = '/his';
  });
  afterAll(() => {
    for (const name of [SECRET, 'LD_BIND_NOW', 'PYTHONPATH']) delete process.env[name];
  });
  const namesIn = (text: string) =>
    text
      .split('\n')
      .flatMap(line => /^(\w+)=/.exec(line)?.[1] ?? [])
      .sort();

  test('is what leads to the managers, and what it is given', async () => {
    const text = (await sh('exec /usr/bin/env', { env: { GIVEN: 'yes' } })).stdout.raw;
    expect(text).toContain(`PATH=${SYSTEM_PATH}\n`);
    expect(text).toContain('LC_ALL=C\n');
    expect(text).toContain('GIVEN=yes\n');
    expect(text).toContain(`HOME=${process.env.HOME}\n`);
    for (const name of [SECRET, 'LD_BIND_NOW', 'PYTHONPATH']) expect(namesIn(text)).not.toContain(name);
  });

  test('is all of fdtop’s where a channel of the operator’s is run', async () => {
    expect((await sh('exec /usr/bin/env', { inherits: 'all' })).stdout.raw).toContain(`${SECRET}=hunter2\n`);
  });
});

need('util-linux', root)('a program that root runs as another user', () => {
  const asNobody = (script: string, options: Partial<RunOptions> = {}) => sh(script, { as: NOBODY, ...options });

  test('is that user, in all ids and no group, for good', async () => {
    const before = process.getgroups!();
    process.setgroups!([4, 33]); // of root's own
    const { stdout } = await asNobody('cat /proc/self/status').finally(() => process.setgroups!(before));
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(stdout.raw)?.[1];
    expect(field('Uid')).toBe('65534\t65534\t65534\t65534');
    expect(field('Gid')).toBe('65534\t65534\t65534\t65534');
    expect(field('Groups')).toBe('');
    expect(field('NoNewPrivs')).toBe('1');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect(field(set), set).toBe('0000000000000000');
  });

  test('has the groups of that user, and those alone', async () => {
    const as = { uid: 65534, gid: 65533, groups: [4, 33] };
    const { stdout } = await sh('id -u; id -g; grep ^Groups: /proc/self/status', { as });
    expect(stdout.raw).toMatch(/^65534\n65533\nGroups:\s+4 33 ?\n$/);
  });

  test('gains nothing by a set-user-ID program', async () => {
    const { stdout } = await asNobody(`
      cp /bin/cat /usr/bin/id "${folder}" && echo copied
      /usr/bin/su -c id </dev/null 2>&1
      exec 3</etc/shadow || echo closed
    `);
    expect(stdout.raw).not.toContain('uid=0');
    // A copy of id that is root's and set-user-ID: it would say euid=0.
    const rooted = await sh(`cp /usr/bin/id "$1/rooted" && chmod 4755 "$1/rooted"`, {}, folder);
    expect(rooted.exitCode).toBe(0);
    const { stdout: ids } = await asNobody(`"${folder}/rooted"`);
    expect(ids.raw).toContain('uid=65534');
    expect(ids.raw).not.toContain('euid');
  });

  test('as root itself has the home that the system knows, and no folder or socket of another user', async () => {
    const home = mkdtempSync(join(tmpdir(), 'fdtop-home-'));
    chownSync(home, 65534, 65534);
    const before = { ...process.env };
    Object.assign(process.env, {
      HOME: home,
      DOCKER_CONFIG: home,
      DOCKER_HOST: `unix://${home}/sock`,
      XDG_RUNTIME_DIR: home,
    });
    const { stdout } = await sh('env');
    const { stdout: all } = await sh('env', { inherits: 'all' });
    process.env = before;
    for (const { raw } of [stdout, all]) {
      expect(raw).not.toContain(home);
      expect(raw).toMatch(/^HOME=\/root$/m);
    }
    expect(stdout.raw).toMatch(/^PYTHONNOUSERSITE=1$/m);
    rmSync(home, { recursive: true });
  });

  test('gets nothing of root’s environment, and only what it is given', async () => {
    process.env.FDTOP_TEST_SECRET = 'hunter2';
    const { stdout } = await asNobody('exec /usr/bin/env', { env: { GIVEN: 'yes' } });
    const { stdout: all } = await asNobody('exec /usr/bin/env', { inherits: 'all' });
    delete process.env.FDTOP_TEST_SECRET;
    for (const { raw } of [stdout, all]) {
      const names = raw.split('\n').flatMap(line => /^(\w+)=/.exec(line)?.[1] ?? []);
      expect(names.filter(name => !['PWD', 'OLDPWD', 'SHLVL', '_', 'GIVEN'].includes(name)).sort()).toEqual([
        'FDTOP_STARTED',
        'HOME',
        'LC_ALL',
        'PATH',
        'PYTHONNOUSERSITE',
        'PYTHONSAFEPATH',
      ]);
      expect(raw).toContain(`PATH=${SYSTEM_PATH}\n`);
      expect(raw).toContain('HOME=/\n');
      expect(raw).not.toContain('hunter2');
    }
    expect(stdout.raw).toContain('GIVEN=yes\n');
  });

  test('ends with all that it has started, without being asked to', async () => {
    const { stdout, left } = await asNobody('setsid sleep 60 & sleep 0.3; echo $!');
    const pids = pidsIn(stdout.raw);
    expect(left).toBe(0);
    await waitUntil('its end', () => !pids.some(isAlive));
  });

  test('does not outlive fdtop: it has asked to be ended with it', async () => {
    const script = 'import ctypes; n = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n)); print(n.value)';
    const { stdout } = await runProgram('check', programAt('/usr/bin/python3')!, ['-c', script], {
      timeoutMs: 10_000,
      as: NOBODY,
    });
    expect(stdout.raw).toBe('9\n');
  });

  test('writes no file but its user’s', async () => {
    const file = join(folder, 'canary');
    await asNobody(`id -u >"${file}"`);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('65534\n');
  });
});
