/** A real systemd with a real gunicorn.service for a test file: sandbox.sh, kept up until `stop`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { register } from '../support/cleanup.ts';
import { type Condition, root } from '../support/need.ts';
import type { PackageName } from '../support/packages.ts';

export interface SandboxOptions {
  /** 2. */
  workers?: number;
  /** Folder with the WSGI app, and its module:callable; the app of the Gunicorn tests when left out. */
  app?: { dir: string; name: string };
  /** Folder with further unit files and drop-ins. */
  extraUnits?: string;
  /** Further folders that are seen inside at the same path, as the checkout is. */
  bind?: string[];
}

export interface ExecOptions {
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** 30,000 ms. */
  timeout?: number;
}

export interface ExecResult {
  /** 124 when the time was up. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface Sandbox {
  /** The inner systemd's pid as seen from here. */
  readonly pid: number;
  /** What to put before a command so that it runs inside, as root: `[...enter, 'systemctl', 'status']`. */
  readonly enter: string[];
  /** Runs a program inside, in / unless told otherwise. A status other than 0 is no error here. */
  exec(command: string[], options?: ExecOptions): Promise<ExecResult>;
  stop(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('sandbox.sh', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const HOLDER = { dir: fileURLToPath(new URL('../support/apps/', import.meta.url)), name: 'holder:app' };
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const namespaces: Condition = () => {
  if (root()) return null; // which says enough
  const { status, stderr, error } = spawnSync('unshare', ['--mount', '--pid', '--fork', '--cgroup', '--net', 'true'], {
    encoding: 'utf8',
  });
  return status === 0 ? null : `namespaces (${error?.message ?? stderr.trim()})`;
};

/** For `need(...SANDBOX)`: what must be there. */
export const SANDBOX: (PackageName | Condition)[] = ['systemd', 'util-linux', 'procps', 'gunicorn', root, namespaces];

export async function startSandbox({
  workers = 2,
  app = HOLDER,
  extraUnits = '',
  bind = [],
}: SandboxOptions = {}): Promise<Sandbox> {
  const script = spawn(SCRIPT, [], {
    env: {
      ...process.env,
      ...{ KEEP: '1', APPDIR: app.dir, APP: app.name, WORKERS: `${workers}`, EXTRA_UNITS: extraUnits },
      BIND: [CHECKOUT, ...bind].join(':'),
    },
    // Its stdin ends when this process does, however that goes, and the script with it.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  script.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = once(script, 'close');
  const stop = register({
    async stop() {
      script.stdin.end();
      await ended;
    },
    stopNow: () => script.stdin.destroy(),
  });
  const [first] = await Promise.race([once(script.stdout, 'data'), ended]);
  const pid = Number(`${first}`);
  if (!(pid > 1 && script.exitCode === null))
    throw new Error(`the systemd sandbox did not start: ${complaints.trim()}`);
  const enter = ['/usr/bin/nsenter', '-t', `${pid}`, '-a', '--'];
  return { pid, enter, stop, exec: (command, options) => run(enter, command, options) };
}

async function run(enter: string[], command: string[], options: ExecOptions = {}): Promise<ExecResult> {
  const { input = '', env = {}, cwd = '/', timeout = 30_000 } = options;
  // timeout(1) inside, as the end of nsenter out here does not end what it has started.
  const limit = ['/usr/bin/timeout', '-k', '1', `${timeout / 1000}`];
  const [program, ...args] = [...enter, '/usr/bin/env', '-C', cwd, ...limit, ...command];
  const child = spawn(program!, args, { env: { ...process.env, PATH, ...env } });
  child.stdin.on('error', () => {}).end(input); // a program need not read its input
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'close'),
  ]);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
