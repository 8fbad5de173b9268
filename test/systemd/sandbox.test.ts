import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test, vi } from 'vitest';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { SANDBOX, type Sandbox, startSandbox } from './sandbox.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What a sandbox may leave on the machine: its folder and its cgroup, of which this is the common name. */
function nameOf(systemd: number): string {
  return /^0::\/(fdtop-sandbox\.\w+)\//m.exec(readFileSync(`/proc/${systemd}/cgroup`, 'utf8'))![1]!;
}

function tracesOf(name: string): string[] {
  const cgroups = /^\S+ (\S+) cgroup2 /m.exec(readFileSync('/proc/mounts', 'utf8'))![1]!;
  return [join(tmpdir(), name), join(cgroups, name)].filter(path => existsSync(path));
}

// A boot takes 1 to 2 s, and several times that on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

need(...SANDBOX)('a real systemd', () => {
  let sandbox: Sandbox;
  let extraUnits: string;
  const systemctl = async (...args: string[]) => (await sandbox.exec(['systemctl', ...args])).stdout.trim();
  const mainPid = () => systemctl('show', '-p', 'MainPID', '--value', 'gunicorn');

  beforeAll(async () => {
    extraUnits = mkdtempSync(join(tmpdir(), 'fdtop-units-'));
    mkdirSync(join(extraUnits, 'gunicorn.service.d'));
    writeFileSync(join(extraUnits, 'gunicorn.service.d/limit.conf'), '[Service]\nLimitNOFILE=4321\n');
    sandbox = await startSandbox({ extraUnits });
    return () => rmSync(extraUnits, { recursive: true });
  });

  test('gunicorn.service is active there, in the cgroup that it has on a server', async () => {
    expect(await systemctl('is-active', 'gunicorn')).toBe('active');
    expect((await sandbox.exec(['cat', '/proc/1/comm'])).stdout).toBe('systemd\n');
    const { stdout } = await sandbox.exec(['cat', `/proc/${await mainPid()}/cgroup`]);
    expect(stdout).toMatch(/^0::\/system\.slice\/gunicorn\.service$/m);
  });

  test('a restart gives it another main process', async () => {
    const before = await mainPid();
    expect((await sandbox.exec(['systemctl', 'restart', 'gunicorn'])).code).toBe(0);
    const after = await mainPid();
    expect(Number(after)).toBeGreaterThan(1);
    expect(after).not.toBe(before);
  });

  test('drop-ins are in force', async () => {
    expect(await systemctl('show', '-p', 'LimitNOFILE', '--value', 'gunicorn')).toBe('4321');
    const { stdout } = await sandbox.exec(['cat', `/proc/${await mainPid()}/limits`]);
    expect(stdout).toMatch(/Max open files +4321 +4321/);
  });

  test('a program gets its input and folder, sees the checkout, and its failure is told', async () => {
    const { code, stdout, stderr } = await sandbox.exec(['sh', '-c', 'cat; pwd; ls sandbox.sh; echo bad >&2; exit 6'], {
      input: 'given\n',
      cwd: here,
    });
    expect({ code, stdout, stderr }).toEqual({
      code: 6,
      stdout: `given\n${here.slice(0, -1)}\nsandbox.sh\n`,
      stderr: 'bad\n',
    });
    expect((await sandbox.exec(['sleep', '60'], { timeout: 300 })).code).toBe(124);
  });

  test('a program runs there in a terminal', async () => {
    const [command, ...args] = [
      ...sandbox.enter,
      'sh',
      '-c',
      'tty; hostname; cat /proc/1/comm; stty size; read -r line; exit 4',
    ];
    const terminal = openTerminal({ command: command!, args, cols: 90, rows: 20 });
    await terminal.waitFor(/systemd\n20 90/);
    terminal.key('enter');
    expect((await terminal.exit).code).toBe(4);
  });

  test('the machine itself is out of reach: its settings, its processes, its network', async () => {
    const { stdout } = await sandbox.exec([
      'sh',
      '-c',
      'echo 1 2>&1 >/proc/sys/fs/file-max; ls /sys/class/net; touch /etc/trace',
    ]);
    expect(stdout).toMatch(/Read-only file system/);
    expect(stdout.trim().split('\n').at(-1)).toBe('lo');
    expect(existsSync('/etc/trace')).toBe(false);
    expect((await sandbox.exec(['kill', '-0', `${process.pid}`])).code).not.toBe(0);
  });

  test('nothing of it is left after stop', async () => {
    const second = await startSandbox({ workers: 1 });
    const name = nameOf(second.pid);
    expect(tracesOf(name)).toHaveLength(2);
    await second.stop();
    expect(isAlive(second.pid)).toBe(false);
    expect(tracesOf(name)).toEqual([]);
  });

  test.each(['the test', 'the script'])('nor when %s is killed', async victim => {
    const starter = spawn(
      process.execPath,
      [
        '--input-type=module-typescript',
        '--eval',
        "import { startSandbox } from './sandbox.ts'; console.log((await startSandbox()).pid); setInterval(() => {}, 999)",
      ],
      { cwd: here, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(starter.stdout, 'data');
    const systemd = Number(line);
    const name = nameOf(systemd);
    expect(tracesOf(name)).toHaveLength(2);
    if (victim === 'the test') starter.kill('SIGKILL');
    else process.kill(childOf(starter.pid!), 'SIGKILL');
    await waitUntil('the end of the sandbox', () => !isAlive(systemd), { timeout: 15_000 });
    await waitUntil('the end of its traces', () => tracesOf(name).length === 0, { timeout: 15_000 });
    starter.kill('SIGKILL');
  });

  test('the status of the command is that of the script, and what does not come up is told', () => {
    const run = (command: string[], env: Record<string, string>) =>
      spawnSync(join(here, 'sandbox.sh'), command, {
        env: { ...process.env, APPDIR: join(here, '../support/apps'), APP: 'holder:app', ...env },
        encoding: 'utf8',
      });
    const { status, stdout } = run(['sh', '-c', 'systemctl is-active gunicorn; exit 7'], { WORKERS: '1' });
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'active\n' });
    expect(run(['true'], { APPDIR: '/no/such/folder' })).toMatchObject({
      status: 9,
      stderr: expect.stringContaining('boot'),
    });
  });
});

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]);
}
