/**
 * Debian's real supervisord for a test: its own configuration, socket and folder, a Gunicorn and another program under it,
 * and gone when the test is. Its end by TERM, also that of the test's process, ends its programs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { register } from '../support/cleanup.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';

const APPS = fileURLToPath(new URL('../support/apps/', import.meta.url));

export interface Supervisord {
  readonly pid: number;
  /** Its configuration file. */
  readonly config: string;
  /** Where the app is: break `holder.py` here. Its socket is `web.sock`. */
  readonly dir: string;
  /** Pid of a program, 0 when it does not run. */
  pidOf(program: string): Promise<number>;
  stop(): Promise<void>;
}

export interface SupervisordOptions {
  /** The command of the program `shop:web`; %s stands for the arguments of Gunicorn. */
  command?: (gunicorn: string) => string;
  /** Runs all of it as this user and group. */
  uid?: number;
}

const AS_IT_IS = (gunicorn: string) => gunicorn;

/** Starts one, and waits until its two programs run; the Gunicorn may still load its app. */
export async function startSupervisord({ command = AS_IT_IS, uid }: SupervisordOptions = {}): Promise<Supervisord> {
  const dir = mkdtempSync(join(tmpdir(), 'fdtop-supervisor-'));
  chmodSync(dir, 0o755);
  cpSync(APPS, dir, { recursive: true });
  const config = join(dir, 'supervisord.conf');
  writeFileSync(config, configuration(dir, command('/usr/bin/gunicorn -w 2 -b unix:web.sock holder:app')));
  for (const path of [dir, config]) chownSync(path, uid ?? 0, uid ?? 0);
  const identity = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const child = spawn(
    '/usr/bin/setpriv',
    [...identity, '--pdeathsig=TERM', '/usr/bin/supervisord', '-n', '-c', config],
    { cwd: dir, detached: true, stdio: 'ignore', env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', HOME: dir } },
  );
  await once(child, 'spawn');
  const pid = child.pid!;
  const stop = register({
    stop: async () => {
      await end(child);
      rmSync(dir, { recursive: true, force: true });
    },
    stopNow: () => child.kill('SIGTERM'),
  });
  const pidOf = async (program: string) => {
    const { stdout } = await execa('/usr/bin/supervisorctl', ['-c', config, 'pid', program], { reject: false });
    return Number(stdout) || 0;
  };
  await waitUntil('the programs of supervisord', async () => {
    if (!isAlive(pid)) throw new Error(`supervisord ended with ${child.exitCode}`);
    return (await pidOf('shop:web')) > 0 && (await pidOf('other')) > 0;
  });
  return { pid, config, dir, pidOf, stop };
}

function configuration(dir: string, command: string): string {
  return `[unix_http_server]
file=${dir}/control.sock
[supervisord]
logfile=${dir}/supervisord.log
pidfile=${dir}/supervisord.pid
childlogdir=${dir}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${dir}/control.sock
[program:web]
command=${command}
directory=${dir}
stopasgroup=true
killasgroup=true
startretries=1
startsecs=2
[group:shop]
programs=web
[program:other]
command=/bin/sleep 600
`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
