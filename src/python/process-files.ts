import { closeSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../model/printable.ts';
import { ForeignRoot } from '../platform/foreign-root.ts';
import { isKernels } from '../platform/kernel-file-systems.ts';
import type { PathProblem } from '../platform/path-problem.ts';
import { type OpenedFile, openPlainFile, type ReadFile, readPlainFile } from '../platform/plain-file.ts';
import { mayRead, type Reader, readerOf } from '../platform/reader.ts';
import { readProcLink } from '../proc/tree.ts';

/** A folder, open to be listed. The caller closes `fd`. */
export interface OpenedFolder {
  fd: number;
  stat: Stats;
}

/** A plain file, open for reading, until the function that it is given to returns. */
export interface OpenFile {
  fd: number;
  stat: Stats;
}

export interface FilesOptions {
  /** Paths as the process sees them: nothing at or below them is looked for, as it did not answer before. */
  avoid?: readonly string[];
  /** Told the path before something is opened, which may wait for ever, and null afterwards. */
  onOpen?(path: string | null): void;
}

const LONGEST_PATH = 160;

/** That there is no source, or none any more, is nothing out of the way. */
const USUAL: readonly PathProblem[] = ['gone', 'no-folder'];

/** In the words of a note, behind the path. */
const REASONS: Readonly<Record<PathProblem, string>> = {
  gone: 'is not there',
  permission: 'may not be read',
  hidden: 'may not be read by the user of the process',
  'no-folder': 'is not there',
  circle: 'leads through too many links',
  folder: 'is a folder',
  fifo: 'is a FIFO',
  socket: 'is a socket',
  device: 'is a device',
  kernel: "is a file of the kernel's own",
  'too-large': 'is too large',
  held: 'is held by a lease',
  changed: 'changed meanwhile',
  'out-of-fds': 'was not read for want of fds',
  'no-answer': 'does not answer: a dead mount?',
  other: 'cannot be read',
};

/**
 * The files that a process names, as it sees them: its program, its libraries, its source. It may live in a container, and it
 * may mean harm: see ForeignRoot and openPlainFile.
 */
export class ProcessFiles implements Disposable {
  /** Its working directory, as it sees it; `/` where that is not told. */
  readonly cwd: string;
  readonly #program: string;
  readonly #root: ForeignRoot | null;
  readonly #reader: Reader | null;
  readonly #avoid: readonly string[];
  readonly #onOpen: (path: string | null) => void;
  /** Why something out of the way was not read, by path. */
  readonly #unread = new Map<string, PathProblem>();

  constructor(procRoot: string, pid: number, { avoid = [], onOpen = () => {} }: FilesOptions = {}) {
    const process = `${procRoot}/${pid}`;
    this.cwd = linkOf(`${process}/cwd`) ?? '/';
    this.#program = `${process}/exe`;
    this.#reader = readerOf(procRoot, pid);
    this.#root = rootOf(`${process}/root`, this.#reader);
    this.#avoid = avoid;
    this.#onOpen = onOpen;
  }

  [Symbol.dispose](): void {
    this.#root?.[Symbol.dispose]();
  }

  /** What was not read although it is there, and why, in half a sentence; null where all was. */
  get unread(): string | null {
    const [first] = this.#unread;
    if (first === undefined) return null;
    const others = this.#unread.size - 1;
    const more = others === 0 ? '' : `, and ${others} more that were not read`;
    return `${printable(first[0], LONGEST_PATH)} ${REASONS[first[1]]}${more}`;
  }

  /** The program that it runs, whatever lies at its path by now: `use` gets it open. Null where it cannot be had. */
  withProgram<Value>(mostBytes: number, use: (file: OpenFile) => Value | null): Value | null {
    return this.#door(this.#program, () => handOver(openPlainFile(this.#program, mostBytes), use));
  }

  /** The same for a file by its path. */
  withFile<Value>(path: string, mostBytes: number, use: (file: OpenFile) => Value | null): Value | null {
    const found = this.#inRoot(path, root => {
      const file = openPlainFile(path, mostBytes, { root, reader: this.#reader });
      return 'why' in file ? file : { used: handOver(file, use) };
    });
    return 'why' in found ? null : found.used;
  }

  read(path: string, mostBytes: number): ReadFile {
    return this.#inRoot(path, root => readPlainFile(path, mostBytes, { root, reader: this.#reader }));
  }

  /** A folder that may be listed. Never the root of the process, or of fdtop, nor one of the kernel's own. */
  openFolder(path: string): OpenedFolder | { why: PathProblem } {
    return this.#inRoot(path, root => {
      const held = root.hold(path);
      if ('why' in held) return held;
      const why = this.#whyNotListed(root, held);
      if (why === null) return held;
      closeSync(held.fd);
      return { why };
    });
  }

  #whyNotListed(root: ForeignRoot, { fd, stat }: OpenedFolder): PathProblem | null {
    if (!stat.isDirectory()) return 'no-folder';
    if (root.isRoot(stat) || isOwnRoot(stat)) return 'other';
    if (this.#reader && !mayRead(this.#reader, stat)) return 'hidden';
    return isKernels(fd, stat) ? 'kernel' : null;
  }

  #inRoot<Found extends object>(
    path: string,
    look: (root: ForeignRoot) => Found | { why: PathProblem },
  ): Found | { why: PathProblem } {
    const isAvoided = this.#avoid.some(each => path === each || path.startsWith(join(each, '/')));
    const found = this.#door(path, () => {
      if (isAvoided) return { why: 'no-answer' as const };
      return this.#root ? look(this.#root) : { why: 'permission' as const };
    });
    if ('why' in found && !USUAL.includes(found.why)) this.#unread.set(path, found.why);
    return found;
  }

  #door<Found>(path: string, look: () => Found): Found {
    this.#onOpen(path);
    try {
      return look();
    } finally {
      this.#onOpen(null);
    }
  }
}

function handOver<Value>(file: OpenedFile, use: (file: OpenFile) => Value | null): Value | null {
  if ('why' in file) return null;
  try {
    return use(file);
  } finally {
    closeSync(file.fd);
  }
}

function linkOf(path: string): string | null {
  try {
    return readProcLink(path);
  } catch {
    return null;
  }
}

/** Null where the process is gone, or its root is not ours to look into. */
function rootOf(path: string, reader: Reader | null): ForeignRoot | null {
  try {
    return new ForeignRoot(path, reader);
  } catch {
    return null;
  }
}

function isOwnRoot({ dev, ino }: Stats): boolean {
  const own = statSync('/');
  return own.dev === dev && own.ino === ino;
}
