/** A program alone in a terminal of its own, of which all output is read and, unless asked for, thrown away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { register } from '../../test/support/cleanup.ts';
import { isAlive } from '../../test/support/processes.ts';
import { descendants } from './process-tree.ts';

export interface PtyOptions {
  command: readonly string[];
  /** Home of its settings. */
  home: string;
  env?: Record<string, string>;
  onOutput?(chunk: string): void;
}

export interface Pty {
  pid: number;
  /** Bytes that it has painted. */
  painted(): number;
  write(keys: string): void;
  readonly exited: Promise<void>;
  close(): Promise<void>;
}

/** Nothing of the caller's environment: CI, NO_COLOR and the like change what is painted. */
const environment = { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8' };

export function openPty({ command, home, env, onOutput }: PtyOptions): Pty {
  const [file, ...args] = command;
  const HOME = { HOME: home, XDG_CONFIG_HOME: `${home}/.config`, XDG_CACHE_HOME: `${home}/.cache` };
  const pty = spawn(file!, args, { cols: 160, rows: 50, cwd: home, env: { ...environment, ...HOME, ...env } });
  let painted = 0;
  pty.onData(chunk => {
    painted += chunk.length;
    onOutput?.(chunk);
  });
  const exited = new Promise<void>(resolve => pty.onExit(() => resolve()));
  const killAll = () => {
    for (const pid of isAlive(pty.pid) ? [...descendants(pty.pid), pty.pid] : []) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended first.
      }
    }
  };
  const close = register({
    async stop() {
      if (isAlive(pty.pid)) process.kill(pty.pid, 'SIGTERM');
      await Promise.race([exited, sleep(300)]);
      killAll();
      await exited;
    },
    stopNow: killAll,
  });
  return { pid: pty.pid, painted: () => painted, write: keys => pty.write(keys), exited, close };
}
