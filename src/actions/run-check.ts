import { execa } from 'execa';
import type { CheckCommand } from './check-command.ts';

export interface CheckRun {
  /** Null when it was ended by a signal. */
  exitCode: number | null;
  signal: string | null;
  /** The end of what it said. */
  output: string;
  seconds: number;
  /** Why it was not let run to its end, or did not start. */
  stopped: 'timeout' | 'aborted' | { error: string } | null;
}

/** A traceback is at the end of what is said; an app may say a lot before. */
const KEPT_CHARACTERS = 64_000;

const CLEAN = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/**
 * Runs a check in a process group of its own, with its environment on stdin. When its time is over, or it has ended, the whole group is
 * killed: what an app starts when it is loaded does not stay behind. Never throws.
 */
export async function runCheck(check: CheckCommand, timeoutMs: number, interrupted?: AbortSignal): Promise<CheckRun> {
  const { launcher, command, env, cwd } = check;
  const [program, ...args] = [...launcher, ...command];
  const started = performance.now();
  let stopped: CheckRun['stopped'] = null;
  let output = '';
  const child = execa(program!, args, {
    cwd,
    env: CLEAN,
    extendEnv: false,
    input: JSON.stringify(env),
    reject: false,
    all: true,
    buffer: false,
    detached: true,
  });
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of it is gone.
    }
  };
  const stop = (why: 'timeout' | 'aborted') => {
    stopped ??= why;
    endGroup();
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(() => stop('timeout'), timeoutMs);
  interrupted?.addEventListener('abort', onAbort, { once: true });
  if (interrupted?.aborted) onAbort();
  // A child of the app that holds its stderr would keep us waiting.
  child.nodeChildProcess?.once('exit', endGroup);
  child.all?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-KEPT_CHARACTERS);
  });
  const { exitCode, signal, code, shortMessage } = await child;
  clearTimeout(timer);
  interrupted?.removeEventListener('abort', onAbort);
  if (code !== undefined && exitCode === undefined && signal === undefined) stopped ??= { error: shortMessage ?? code };
  const seconds = (performance.now() - started) / 1000;
  return { exitCode: exitCode ?? null, signal: signal ?? null, output, seconds, stopped };
}
