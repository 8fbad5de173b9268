import { execa } from 'execa';
import { printable } from '../model/printable.ts';
import { DeliveryError, type Send } from './channel.ts';
import type { WatchEvent } from './event.ts';

/** A sentence, at most; whoever writes it into a mail or a shell variable gets one line. */
const LONGEST_VALUE = 1000;

export interface CommandOptions {
  /** The program with its full path, and its arguments. */
  command: readonly string[];
  timeoutSeconds: number;
}

/**
 * Runs a program for each event, without a shell: the event is in its environment (FDTOP_LEVEL, FDTOP_TEXT, ...). It leads a
 * process group of its own, which is killed as a whole when the time is up.
 */
export function command({ command: [program, ...args], timeoutSeconds }: CommandOptions): Send {
  return async (event, signal) => {
    const child = execa(program!, args, {
      reject: false,
      stdin: 'ignore',
      stdout: 'ignore',
      // A program that prints without end is not kept in memory, and one that left a child behind is not waited for.
      stderr: 'pipe',
      maxBuffer: 10_000,
      detached: true,
      cwd: '/',
      env: environmentOf(event),
    });
    const killed = { why: '' };
    const end = (why: string) => () => {
      killed.why ||= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(end(`did not end within ${timeoutSeconds} s and was killed`), timeoutSeconds * 1000);
    const onAbort = end('was killed, as fdtop ends');
    signal.addEventListener('abort', onAbort, { once: true });
    const { failed, stderr, shortMessage, exitCode, code } = await child;
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    if (killed.why) throw new DeliveryError(killed.why, { refused: true });
    if (!failed) return;
    const said = printable(`${stderr ?? ''}`.trim() || shortMessage || '', 200);
    throw new DeliveryError(code === 'ENOENT' ? `there is no ${program}` : `exit ${exitCode ?? '-'}: ${said}`, {
      refused: true,
    });
  };
}

/** FDTOP_EVENT, FDTOP_LEVEL, FDTOP_PID, FDTOP_FDS, FDTOP_LIMIT_SOFT, ...: all fields, printable; empty where unknown. */
export function environmentOf(event: WatchEvent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => [
      `FDTOP_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`,
      value === null ? '' : printable(String(value), LONGEST_VALUE),
    ]),
  );
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
