/** Real processes of another user that look like masters of Gunicorn, many of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { register } from './cleanup.ts';

/** argv[0] is the title. They have three open files; with `full` that is all that they may have. They end by themselves, too. */
const FAKES = `
import resource, subprocess, sys, time
count, name, full = int(sys.argv[1]), sys.argv[2], sys.argv[3] == 'full'
started = [subprocess.Popen([f'gunicorn: master [{name}{index}]', '120'], executable='/bin/sleep') for index in range(count)]
for child in started if full else []:
    # Before it sleeps it opens libraries.
    while open(f'/proc/{child.pid}/stat').read().rsplit(') ', 1)[1][0] != 'S':
        time.sleep(0.01)
    resource.prlimit(child.pid, resource.RLIMIT_NOFILE, (3, 3))
print('ready', flush=True)
sys.stdin.read()
`;

export interface Fakes {
  stop(): Promise<void>;
}

/** Starts them as this user; needs root. Each has a name of its own, numbered from 0. */
export async function startFakes(
  uid: number,
  count: number,
  name: string,
  more: { full?: boolean } = {},
): Promise<Fakes> {
  const as = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const args = ['/usr/bin/python3', '-c', FAKES, `${count}`, name, more.full ? 'full' : ''];
  const child = spawn('setpriv', [...as, ...args], { cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  // Its group is theirs.
  const end = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // They have ended.
    }
  };
  const stop = register({
    async stop() {
      end();
      await exit;
    },
    stopNow: end,
  });
  await Promise.race([once(child.stdout, 'data'), exit.then(() => Promise.reject(new Error('no fakes')))]);
  return { stop };
}
