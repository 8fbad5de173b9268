import { type ChildProcess, spawn } from 'node:child_process';
import { ownProgram } from '../own/program.ts';

/** What /proc/PID/cmdline reads. The keeper's must not look like Gunicorn. */
export const titles = {
  keeper: 'fdtop: demo',
  master: 'gunicorn: master [demo]',
  worker: 'gunicorn: worker [demo]',
} as const;

export type Role = keyof typeof titles;

export function isRole(name: string | undefined): name is Role {
  return name !== undefined && Object.hasOwn(titles, name);
}

interface Options {
  /** A session and process group of its own: out of reach of the terminal's Ctrl-C, and killable as one. */
  detached?: boolean;
  stderr?: 'inherit' | 'pipe';
}

/** Starts one process of the demo. The title is its argv[0], so it is right from the first moment. */
export function spawnRole(program: string, role: Role, args: string[], options: Options = {}): ChildProcess {
  const [executable, ...file] = ownProgram([process.execPath, program]);
  return spawn(executable, [...file, '__demo', role, ...args], {
    argv0: titles[role],
    detached: options.detached ?? false,
    stdio: ['ignore', 'ignore', options.stderr ?? 'inherit', 'ipc'],
  });
}

/**
 * Calls back when the parent is gone, however it died: only the parent holds the other end of the IPC channel, so the
 * kernel closes it even after SIGKILL.
 */
export function onParentGone(callback: () => void): void {
  process.once('disconnect', callback);
  if (!process.connected) callback();
}

/** Sends a message to the parent. A parent that is gone is no error: onParentGone tells. */
export function tellParent(message: object): Promise<void> {
  return new Promise(resolve => {
    if (process.connected) process.send!(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
