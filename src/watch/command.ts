import { printable } from '../model/printable.ts';
import { programAt } from '../platform/find-program.ts';
import { type ProgramRun, runProgram } from '../platform/run-program.ts';
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
 * Runs a program for each event, without a shell: the event is in its environment (FDTOP_LEVEL, FDTOP_TEXT, ...). When its time is
 * up all that it has started is ended.
 */
export function command({ command: [path, ...args], timeoutSeconds }: CommandOptions): Send {
  return async (event, signal) => {
    const program = programAt(path!);
    if (program === null) throw new DeliveryError(whyNot(path!), { refused: true });
    const { exitCode, stderr, stopped } = await runProgram('channel', program, args, {
      timeoutMs: timeoutSeconds * 1000,
      interrupted: signal,
      env: environmentOf(event),
      inherits: 'all',
      mostBytes: 10_000,
    });
    if (stopped === null && exitCode === 0) return;
    throw new DeliveryError(
      why(stopped, timeoutSeconds) ?? `exit ${exitCode ?? '-'}: ${printable(stderr.raw.trim())}`,
      {
        refused: true,
      },
    );
  };
}

function whyNot(path: string): string {
  return `there is no ${path} that may be executed${process.geteuid?.() === 0 ? ' and that only root can change' : ''}`;
}

function why(stopped: ProgramRun['stopped'], seconds: number): string | null {
  if (stopped === 'timeout') return `did not end within ${seconds} s and was killed`;
  if (stopped === 'aborted') return 'was killed, as fdtop ends';
  return stopped && printable(stopped.error);
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
