import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

/** Why a read of the proc tree failed, in the few words that the rest of the program acts on. */
export type ReadFailure = 'gone' | 'permission' | 'out-of-fds' | 'other';

const failures: Record<string, ReadFailure> = {
  ENOENT: 'gone',
  // The process died between open and read.
  ESRCH: 'gone',
  EACCES: 'permission',
  EPERM: 'permission',
  EMFILE: 'out-of-fds',
  ENFILE: 'out-of-fds',
};

export function readFailure(error: unknown): ReadFailure {
  return failures[(error as NodeJS.ErrnoException)?.code ?? ''] ?? 'other';
}

let buffer = Buffer.allocUnsafe(16_384);

/**
 * Reads one small file of the proc tree, whole. Synchronous on purpose: such a read never waits for a disk, and the
 * thread pool costs four times the read itself. One buffer is reused, so a tick makes no garbage of it.
 */
export function readProcFile(path: string): string {
  const fd = openSync(path, 'r');
  try {
    let length = 0;
    for (;;) {
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0) return buffer.toString('utf8', 0, length);
      if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * As readProcFile, but null when the file is gone or may not be read: for facts that are nice to have. Throws only when
 * fdtop itself is out of fds, which says nothing about the file.
 */
export function tryReadProcFile(path: string): string | null {
  try {
    return readProcFile(path);
  } catch (error) {
    if (readFailure(error) === 'out-of-fds') throw error;
    return null;
  }
}

/** The pids that the tree lists now. Throws when the tree itself cannot be listed. */
export function listPids(procRoot: string): number[] {
  const pids: number[] = [];
  for (const name of readdirSync(procRoot)) {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) {
      const pid = Number(name);
      if (Number.isInteger(pid)) pids.push(pid);
    }
  }
  return pids;
}
