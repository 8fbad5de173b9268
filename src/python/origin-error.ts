import { type ReadFailure, readFailure } from '../proc/tree.ts';

export type OriginErrorCode = 'permission' | 'gone' | 'reused' | 'no-python' | 'unsupported';

const sentences: Record<OriginErrorCode, (pid: number, why: string) => string> = {
  permission: pid => `cannot read the memory of ${pid}: permission denied`,
  gone: pid => `cannot read the memory of ${pid}: it has ended; choose a process that runs`,
  reused: pid =>
    `cannot read the memory of ${pid}: it has ended, and the pid now belongs to another process; choose again`,
  'no-python': pid =>
    `${pid} runs no CPython: fdtop can tell where fds come from in Python only; fdtop types ${pid} tells what they are`,
  unsupported: (pid, why) => `the Python heap of ${pid} cannot be read: ${why}`,
};

/** Why the heap of a process cannot be read, as a whole sentence. `why` is the reason behind `unsupported`. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly code: OriginErrorCode;
  readonly pid: number;
  readonly why: string;

  constructor(code: OriginErrorCode, pid: number, why = '') {
    super(sentences[code](pid, why));
    this.code = code;
    this.pid = pid;
    this.why = why;
  }
}

/** An error of the proc tree as an OriginError, where it is about the process; any other is given back as it is. */
export function asOriginError(error: unknown, pid: number): unknown {
  if (error instanceof OriginError) return error;
  const code: Partial<Record<ReadFailure, OriginErrorCode>> = { permission: 'permission', gone: 'gone' };
  const known = code[readFailure(error)];
  return known ? new OriginError(known, pid) : error;
}
