/** A process that does nothing, to be ended by a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Target } from '../../src/actions/process-handle.ts';
import { readStat } from '../../src/proc/stat.ts';
import { register } from './cleanup.ts';
import { waitUntil } from './wait.ts';

export interface Sleeper {
  target: Target;
  child: ChildProcess;
  /** Kills it, and waits until its pid is free. */
  end(): Promise<void>;
}

/** `through`: what starts it, as `setpriv ...`. */
export async function sleeper(...through: string[]): Promise<Sleeper> {
  const [command, ...args] = [...through, 'sleep', '300'];
  const child = spawn(command!, args, { stdio: 'ignore' });
  await once(child, 'spawn');
  register({ stop: async () => void child.kill('SIGKILL'), stopNow: () => void child.kill('SIGKILL') });
  const { pid, startTime, ppid } = await waitUntil('its program', () => {
    const stat = readStat('/proc', child.pid!);
    return stat?.comm.raw === 'sleep' && stat;
  });
  return { target: { pid, startTime, ppid }, child, end: () => endAndReap(child) };
}

export async function endAndReap(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await waitUntil('its pid to be free', () => !existsSync(`/proc/${child.pid}`));
}
