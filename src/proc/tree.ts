import { closeSync, opendirSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { hasRead, reading } from '../platform/watched.ts';
import { forEachLine } from './table-lines.ts';

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

/** Of one file of the proc tree, where nothing else is said. A process chooses how long some of them are. */
export const MOST_PROC_BYTES = 2 ** 20;
/** What is kept between two readings. */
const MOST_KEPT = 2 ** 20;

let buffer = Buffer.allocUnsafe(16_384);

/** `isCut`: the file goes on, its rest was not read. */
export interface ProcText {
  text: string;
  isCut: boolean;
}

/**
 * Reads the first `mostBytes` of a small file of the proc tree. Synchronous on purpose: such a read never waits for a disk, and
 * the thread pool costs four times the read itself. One buffer is reused, so a tick makes no garbage of it.
 *
 * Bounded, for what argv and environ span is the word of their process: prctl(2), PR_SET_MM_MAP, makes gigabytes of them that
 * cost it nothing.
 */
export function readProcText(path: string, mostBytes = MOST_PROC_BYTES): ProcText {
  let fd: number | null = null;
  let bytes = buffer;
  try {
    reading(path);
    fd = openSync(path, 'r');
    let length = 0;
    for (;;) {
      const read = readSync(fd, bytes, length, Math.min(bytes.length, mostBytes + 1) - length, null);
      length += read;
      if (length > mostBytes) return { text: bytes.toString('utf8', 0, mostBytes), isCut: true };
      if (read === 0) return { text: bytes.toString('utf8', 0, length), isCut: false };
      if (length === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
    }
  } finally {
    if (fd !== null) closeSync(fd);
    hasRead();
    if (bytes.length <= MOST_KEPT) buffer = bytes;
  }
}

/** Where a link of a process leads: never to be followed, and read only here, as it may be waited for (platform/watched.ts). */
export function readProcLink(path: string): string {
  try {
    reading(path);
    return readlinkSync(path);
  } finally {
    hasRead();
  }
}

/** As readProcText, where a rest that was not read does not matter. */
export function readProcFile(path: string, mostBytes?: number): string {
  return readProcText(path, mostBytes).text;
}

/**
 * As readProcFile, but null when the file is gone or may not be read: for facts that are nice to have. Throws only when
 * fdtop itself is out of fds, which says nothing about the file.
 */
export function tryReadProcFile(path: string, mostBytes?: number): string | null {
  try {
    return readProcFile(path, mostBytes);
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

/** The first names in a folder of the tree. Throws when it cannot be listed. */
export function firstNames(path: string, most: number): string[] {
  const listed = opendirSync(path, { bufferSize: Math.min(most, 256) });
  try {
    const names: string[] = [];
    for (let entry = listed.readSync(); entry && names.length < most; entry = listed.readSync()) names.push(entry.name);
    return names;
  } finally {
    listed.closeSync();
  }
}

/** As firstNames; null when it cannot be listed. */
export function listSome(path: string, most: number): string[] | null {
  try {
    return firstNames(path, most);
  } catch {
    return null;
  }
}

/** Those lines of a table that `isWanted` takes, of its first `mostBytes`; none where it cannot be read. */
export function readProcLines(path: string, mostBytes: number, isWanted: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let file: number | null = null;
  try {
    reading(path);
    file = openSync(path, 'r');
    let bytes = 0;
    forEachLine(file, (buffer, start, end) => {
      const line = buffer.toString('latin1', start, end);
      if (isWanted(line)) lines.push(buffer.toString('utf8', start, end));
      bytes += end - start;
      return bytes < mostBytes;
    });
  } catch {
    // What was read so far is all there is to be had.
  } finally {
    if (file !== null) closeSync(file);
    hasRead();
  }
  return lines;
}
