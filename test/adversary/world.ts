/**
 * The world of these tests: pid and mount namespaces with the kernel's own /proc, in which nothing runs but mallory's
 * processes, one honest Gunicorn and fdtop as root. Commands that choose by themselves, and the guard, can hit nothing else;
 * /etc, /home, /opt, /root, /run, /tmp and /var/log are the world's own, and all of it is gone with its first process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from '../support/cleanup.ts';
import { FDTOP } from '../support/fdtop.ts';
import { waitUntil } from '../support/wait.ts';

/** Where the folder `exchange` of the world is seen from inside. */
export const EXCHANGE = '/home/exchange';
/** fdtop as it is called in the world: where only root may write. */
export const INSIDE_NODE = '/opt/node';
export const INSIDE_FDTOP = '/opt/fdtop/dist/fdtop.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

export interface World {
  /** The folder `exchange`, from outside. */
  exchange: string;
  /** The words that run a program in the world as root: `words` follow. */
  enter: readonly string[];
  /** A path of the world, from outside. */
  path(inside: string): string;
  /** Pids of the world, as they are called in it. */
  pids(): number[];
  /** A cgroup that the world may use, removed at its end; null where there is none to be had. */
  makeCgroup(path: string): string | null;
  stop(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-adversary-'));
  chmodSync(folder, 0o755);
  const exchange = join(folder, 'exchange');
  for (const name of ['canary', 'specs', 'results']) mkdirSync(join(exchange, name), { recursive: true });
  chmodSync(join(exchange, 'canary'), 0o777);
  for (const name of ['inside', 'mallory']) cpSync(join(HERE, name), join(exchange, name), { recursive: true });

  const words = ['--pdeathsig=KILL', '/usr/bin/unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const program = ['/bin/sh', join(HERE, 'inside/world.sh'), folder, dirname(FDTOP), process.execPath];
  const child = spawn('/usr/bin/setpriv', [...words, ...program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let isReady = false;
  child.stdout.once('data', () => {
    isReady = true;
  });
  const cgroups: string[] = [];
  const tidy = () => {
    for (const cgroup of cgroups.reverse()) removeCgroup(cgroup);
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = register({
    async stop() {
      const exit = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await exit;
      await waitUntil('the end of the world', () => !existsSync(`/proc/${init}`));
      tidy();
    },
    stopNow() {
      child.kill('SIGKILL');
      tidy();
    },
  });
  let init = 0;
  await waitUntil('the world', () => {
    if (child.exitCode !== null) throw new Error(`the world cannot be built: ${said}`);
    return isReady;
  });
  init = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim());
  const path = (inside: string) => `/proc/${init}/root${inside}`;
  return {
    exchange,
    enter: ['/usr/bin/nsenter', `--target=${init}`, '--mount', '--pid', '--'],
    path,
    pids: () => readdirSync(path('/proc')).map(Number).filter(Number.isInteger),
    makeCgroup(name) {
      const root = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find(each => existsSync(`${each}/cgroup.procs`));
      if (!root) return null;
      let made = root;
      try {
        for (const part of name.split('/')) {
          made += `/${part}`;
          if (existsSync(made)) continue;
          mkdirSync(made);
          cgroups.push(made);
        }
        return made;
      } catch {
        return null;
      }
    },
    stop,
  };
}

function removeCgroup(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Of another, too; or a process of it is still a zombie.
  }
}
