/** How a test's Gunicorn is started: its folder, its command line, its environment. */
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GunicornOptions {
  /** 1. With 0 the master is idle. */
  workers?: number;
  workerClass?: 'sync' | 'gthread' | 'gevent';
  /** false hides the module, so that the processes keep Python's own titles. */
  setproctitle?: boolean;
  /** Starts `python3 -m gunicorn` in place of the script. */
  module?: boolean;
  /** `--name`: what stands in brackets in the titles. */
  name?: string;
  /** Further arguments, e.g. `['--max-requests', '100']`. */
  args?: string[];
  /** Runs master and workers as this user and group. (`args: ['-u', 'www-data']` has a root master.) */
  uid?: number;
  /** RLIMIT_NOFILE, soft and hard. */
  nofile?: number | { soft: number; hard: number };
  env?: Record<string, string>;
}

const APPS = fileURLToPath(new URL('apps/', import.meta.url));

/** A folder that any user may use, with the app in it: the checkout itself may be closed to other users. */
export function makeFolder({ uid, setproctitle = true }: GunicornOptions): string {
  const dir = mkdtempSync(join(tmpdir(), 'fdtop-gunicorn-'));
  chmodSync(dir, 0o1777);
  cpSync(APPS, dir, { recursive: true });
  if (!setproctitle) {
    mkdirSync(join(dir, 'hidden'));
    writeFileSync(join(dir, 'hidden/setproctitle.py'), 'raise ImportError("hidden by the test")\n');
  }
  if (uid !== undefined) chownSync(dir, uid, uid);
  return dir;
}

/** Each word before Gunicorn's own executes the next one, so the pid that was spawned is the master's. */
export function commandLine({
  workers = 1,
  workerClass,
  module,
  name,
  args = [],
  uid,
  nofile,
}: GunicornOptions): string[] {
  const limit = typeof nofile === 'number' ? `${nofile}:${nofile}` : nofile && `${nofile.soft}:${nofile.hard}`;
  return [
    ...(limit ? ['/usr/bin/prlimit', `--nofile=${limit}`] : []),
    '/usr/bin/setpriv',
    ...(uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']),
    '--pdeathsig=KILL',
    ...(module ? ['/usr/bin/python3', '-m', 'gunicorn'] : ['/usr/bin/gunicorn']),
    ...['--workers', `${workers}`, '--bind', '127.0.0.1:0'],
    ...(workerClass ? ['--worker-class', workerClass] : []),
    ...(name ? ['--name', name] : []),
    ...args,
    'holder:app',
  ];
}

/** Nothing of the caller's: a PYTHONPATH or GUNICORN_CMD_ARGS there is not for this Gunicorn. */
export function environment({ setproctitle = true, env }: GunicornOptions, dir: string): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    HOME: dir,
    TMPDIR: dir,
    FDTOP_TEST_CONTROL: join(dir, 'control'),
    ...(setproctitle ? {} : { PYTHONPATH: join(dir, 'hidden') }),
    ...env,
  };
}
