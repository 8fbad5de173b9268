import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type ForeignRoot, O_PATH } from './foreign-root.ts';
import { isKernels } from './kernel-file-systems.ts';
import { type PathProblem, problemOf } from './path-problem.ts';
import { mayRead, type Reader } from './reader.ts';

export interface Whose {
  /** The path is one in this root (see ForeignRoot); without it, it is one of fdtop's own view, and links are followed there. */
  root?: ForeignRoot;
  /** On whose word: null for nobody's, then what fdtop may read is read. */
  reader?: Reader | null;
}

/** `fd` is open for reading, and the caller closes it. */
export type OpenedFile = { fd: number; stat: Stats } | { why: PathProblem };
export type ReadFile = { bytes: Buffer; stat: Stats } | { why: PathProblem };

/** Close on exec is Node's own: it sets O_CLOEXEC on all that it opens. */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const CHUNK = 65_536;

/**
 * The one way to open a file whose path somebody else has chosen. The path is held first (O_PATH), which opens nothing: a
 * FIFO would wait for its writer, a terminal would become fdtop's own, a watchdog would start. Only a plain file, of
 * `mostBytes` at the most, that is none of the kernel's own is opened then, through what is held. Never throws.
 *
 * On a file system whose server is dead even this waits: where that can be, it is done in another process
 * (foreign-file.ts).
 */
export function openPlainFile(path: string, mostBytes: number, { root, reader = null }: Whose = {}): OpenedFile {
  const held = root ? root.hold(path) : hold(path);
  if ('why' in held) return held;
  try {
    const why = whyNotPlain(held.fd, held.stat, mostBytes, reader);
    return why === null ? reopen(held.fd) : { why };
  } catch (error) {
    return { why: problemOf(error) };
  } finally {
    closeSync(held.fd);
  }
}

/** As openPlainFile, and reads it whole; one that turns out to be longer than `mostBytes` is too large, whatever its size says. */
export function readPlainFile(path: string, mostBytes: number, whose?: Whose): ReadFile {
  const file = openPlainFile(path, mostBytes, whose);
  if ('why' in file) return file;
  try {
    const bytes = readUpTo(file.fd, mostBytes + 1, file.stat.size);
    return bytes.length > mostBytes ? { why: 'too-large' } : { bytes, stat: file.stat };
  } catch (error) {
    return { why: problemOf(error) };
  } finally {
    closeSync(file.fd);
  }
}

/** Why what is held is not opened for reading; null where it may be. */
function whyNotPlain(fd: number, stat: Stats, mostBytes: number, reader: Reader | null): PathProblem | null {
  if (stat.isDirectory()) return 'folder';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isSocket()) return 'socket';
  if (!stat.isFile()) return 'device';
  if (reader && !mayRead(reader, stat)) return 'hidden';
  if (isKernels(fd, stat)) return 'kernel';
  return stat.size > mostBytes ? 'too-large' : null;
}

function hold(path: string): { fd: number; stat: Stats } | { why: PathProblem } {
  if (path.includes('\0')) return { why: 'other' };
  let fd: number;
  try {
    fd = openSync(path, O_PATH);
  } catch (error) {
    return { why: problemOf(error) };
  }
  try {
    return { fd, stat: fstatSync(fd) };
  } catch (error) {
    closeSync(fd);
    return { why: problemOf(error) };
  }
}

function reopen(held: number): OpenedFile {
  const fd = openSync(`/proc/self/fd/${held}`, READ_ONLY);
  try {
    return { fd, stat: fstatSync(fd) };
  } catch (error) {
    closeSync(fd);
    return { why: problemOf(error) };
  }
}

/** `expected` is what its size says: 0 for some that have content, and it may grow while it is read. */
function readUpTo(fd: number, most: number, expected: number): Buffer {
  let buffer = Buffer.allocUnsafe(Math.min(most, expected + 1));
  for (let length = 0; ; ) {
    const read = readSync(fd, buffer, length, Math.min(CHUNK, buffer.length - length), null);
    length += read;
    if (read === 0 || length === most) return buffer.subarray(0, length);
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(most, 2 * length + CHUNK));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
  }
}
