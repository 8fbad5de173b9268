import { isAbsolute, resolve } from 'node:path';
import { splitOptions } from '../gunicorn/options.ts';
import { type Foreign, foreign } from '../model/foreign.ts';
import type { Launch } from './launch.ts';
import { environmentArguments } from './settings.ts';

export interface CheckCommand {
  /** Run with none of the service's environment; what it executes gets that from its stdin, as JSON. */
  python: Foreign;
  command: Foreign[];
  env: Record<string, Foreign>;
  cwd: string;
}

/**
 * They do nothing in a check (gunicorn/app/base.py, Application.run: it ends before daemonize, pidfile, logs, user and
 * sockets come, in 20.1 as in 23). They are left out all the same: no version is to come to them.
 */
const LEFT_OUT = new Set(
  (
    '-D --daemon -p --pid --log-file --error-logfile --access-logfile --capture-output --log-config --log-syslog ' +
    '-u --user -g --group --initgroups --reload --spew --print-config --check-config -R --enable-stdio-inheritance ' +
    '--statsd-host'
  ).split(' '),
);

/** They tie a process to its manager or to the master that executed it: they are not for another one. */
const NOT_INHERITED =
  /^(?:NOTIFY_SOCKET|LISTEN_(?:FDS|PID|FDNAMES)|WATCHDOG_(?:USEC|PID)|JOURNAL_STREAM|INVOCATION_ID|MAINPID|GUNICORN_(?:FD|PID)|SUPERVISOR_\w+)$/;

/**
 * The environment is the service's, which any user may choose: with LD_PRELOAD in it, setpriv would run that user's code as
 * root. So it comes in only when root is gone; and by a pipe, for arguments are readable to everybody, secrets among them. In a
 * container nothing that is ended out here ends it: so it has a time of its own, which stays over execve(2). The folder is the
 * service's word, too: root does not enter it, for whoever is in there is behind folders that are closed to him.
 */
export const TAKE_ENVIRONMENT = `
import json, os, signal, sys
env = json.loads(sys.stdin.buffer.read().decode())
env.update((name, value) for name, value in os.environ.items() if name == 'FDTOP_STARTED')
signal.alarm(int(sys.argv[1]))
try:
    os.chdir(sys.argv[2])
except OSError as error:
    sys.exit('fdtop: cannot enter: %s' % error)
os.dup2(os.open(os.devnull, os.O_RDWR), 0)
try:
    os.execve(sys.argv[3], sys.argv[3:], {name.encode(): value.encode() for name, value in env.items()})
except OSError as error:
    sys.exit('fdtop: cannot execute: %s' % error)
`;

/**
 * The call that loads the app as a new worker of this master would, and ends: `gunicorn --check-config` with the same
 * interpreter, arguments, directory and environment. `start` is the folder that its arguments are meant from, null when unknown.
 */
export function checkCommand(launch: Launch, start: string | null): CheckCommand {
  const options = splitOptions(launch.args);
  const env = Object.fromEntries(Object.entries(launch.env).filter(([name]) => !NOT_INHERITED.test(name)));
  // A check reads these two but applies them too late, or never: a worker has them before it loads the app.
  for (const { name, value } of [...splitOptions(environmentArguments(launch) ?? []), ...options]) {
    const [variable, text = ''] = (value?.raw ?? '').split(/=(.*)/s, 2);
    if ((name === '-e' || name === '--env') && variable) env[variable] = foreign(text);
    if (name === '--pythonpath' && value) env.PYTHONPATH = pythonPath(value.raw, env.PYTHONPATH?.raw, launch.cwd.raw);
  }
  // The only thing that an import leaves behind by itself are its compiled files.
  env.PYTHONDONTWRITEBYTECODE = foreign('1');
  const isKept = (name: string) => !LEFT_OUT.has(name) && (name !== '--chdir' || start !== null);
  const kept = options.filter(({ name }) => name === null || isKept(name));
  // Sorted, the application after `--` would be taken for nothing else.
  const args = [...kept.filter(({ name }) => name !== null), ...kept.filter(({ name }) => name === null)];
  const words = args.flatMap(option => option.words);
  return {
    python: launch.python,
    command: [...launch.program, foreign('--check-config'), ...words],
    env,
    // From where a relative path of an argument is meant; else where --chdir has led the master already.
    cwd: start ?? launch.cwd.raw,
  };
}

function pythonPath(paths: string, before: string | undefined, cwd: string): Foreign {
  const absolute = paths.split(',').map(path => (isAbsolute(path) ? path : resolve(cwd, path)));
  return foreign([...absolute.reverse(), ...(before ? [before] : [])].join(':'));
}
