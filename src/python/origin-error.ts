import { type ReadFailure, readFailure } from '../proc/tree.ts';
import { words } from '../words/words.ts';

export type OriginErrorCode = 'permission' | 'gone' | 'reused' | 'no-python' | 'unsupported' | 'no-answer';

/** Why the heap of a process cannot be read, as a whole sentence. `why` is the reason behind `unsupported`. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly code: OriginErrorCode;
  readonly pid: number;
  readonly why: string;

  constructor(code: OriginErrorCode, pid: number, why = '') {
    super(words().originErrors[code](pid, why));
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
