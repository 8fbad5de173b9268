import { closeSync, constants, fstatSync, openSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { type PathProblem, problemOf } from './path-problem.ts';
import { maySearch, type Reader } from './reader.ts';

/** Of open(2), which Node has no name for: the place is held, and nothing is opened, read, waited for or started. */
export const O_PATH = 0o10000000;
const HOLD = O_PATH | constants.O_NOFOLLOW;

/** As the kernel's own (include/linux/namei.h, MAXSYMLINKS). */
const MOST_LINKS = 40;
/** As the kernel's own: PATH_MAX. */
const LONGEST_PATH = 4_096;
/** Names that one path may lead through, those of its links counted, too: each folder is held meanwhile. */
const MOST_STEPS = 400;
/** Folders that are kept open, for the next path through them. */
const MOST_KEPT = 64;

/** A place under the root, held by an O_PATH fd, which the caller closes. `path` is without links and `..`. */
export interface Held {
  fd: number;
  stat: Stats;
  path: string;
}

/**
 * The root of another process (/proc/PID/root), or another folder that is one. Paths are followed in it step by step, and
 * stay in it as for the process itself: a link to /etc/passwd leads to its own, `..` not above it (openat2(2),
 * RESOLVE_IN_ROOT). Each step starts from the folder that is held, so that nobody can put another in its place; nothing
 * but folders and links is gone through. A lookup on a file system whose server is dead waits: not for fdtop's own thread.
 */
export class ForeignRoot implements Disposable {
  readonly #root: number;
  readonly #reader: Reader | null;
  /** By path, the one used last at the end. */
  readonly #kept = new Map<string, number>();

  /** @throws as openSync: ENOENT and EACCES for the root of a process that is gone, or not ours to look at */
  constructor(root: string, reader: Reader | null = null) {
    this.#root = openSync(root, O_PATH | constants.O_DIRECTORY);
    this.#reader = reader;
  }

  [Symbol.dispose](): void {
    for (const fd of [this.#root, ...this.#kept.values()]) closeSync(fd);
    this.#kept.clear();
  }

  /** Whether that is this root itself. */
  isRoot({ dev, ino }: Stats): boolean {
    const root = fstatSync(this.#root);
    return root.dev === dev && root.ino === ino;
  }

  /** What lies at an absolute path, links followed, whatever it is; the last of them is not where `follow` is false. */
  hold(path: string, { follow = true }: { follow?: boolean } = {}): Held | { why: PathProblem } {
    if (!path.startsWith('/') || path.length > LONGEST_PATH || path.includes('\0')) return { why: 'other' };
    this.#trim();
    try {
      return this.#walk(path.split('/').filter(Boolean).reverse(), follow);
    } catch (error) {
      return { why: problemOf(error) };
    }
  }

  /** `todo`: the names that are still to be gone through, the next one last. */
  #walk(todo: string[], follow: boolean): Held | { why: PathProblem } {
    let at = '/';
    let links = 0;
    for (let steps = 0; todo.length > 0; steps += 1) {
      // As the kernel, which has bounds of its own.
      if (steps > MOST_STEPS || todo.length > LONGEST_PATH) return { why: 'circle' };
      const name = todo.pop()!;
      if (name === '.') continue;
      if (name === '..') {
        // Looked up in it, as any other name: who may not go through it does not come out of it, either.
        const left = this.#folder(at);
        if (typeof left === 'string') return { why: left };
        at = join(at, '..');
        continue;
      }
      if (todo.length > 0 && this.#kept.has(join(at, name))) {
        at = join(at, name);
        continue;
      }
      const from = this.#folder(at);
      if (typeof from === 'string') return { why: from };
      const step = `/proc/self/fd/${from}/${name}`;
      const fd = openSync(step, HOLD);
      let isKept = false;
      try {
        const stat = fstatSync(fd);
        const isLast = todo.length === 0;
        if (stat.isSymbolicLink() && !(isLast && !follow)) {
          links += 1;
          if (links > MOST_LINKS) return { why: 'circle' };
          const target = targetOf(step);
          if (target === null) return { why: 'changed' };
          if (target.startsWith('/')) at = '/';
          todo.push(...target.split('/').filter(Boolean).reverse());
        } else if (isLast) {
          isKept = true;
          return { fd, stat, path: join(at, name) };
        } else {
          if (!stat.isDirectory()) return { why: 'no-folder' };
          at = join(at, name);
          this.#kept.set(at, fd);
          isKept = true;
        }
      } finally {
        if (!isKept) closeSync(fd);
      }
    }
    return this.#again(at);
  }

  /** The fd of a folder that was gone through, or why it may not be gone through. */
  #folder(path: string): number | PathProblem {
    const fd = path === '/' ? this.#root : this.#kept.get(path);
    if (fd === undefined) return 'changed';
    if (path !== '/') {
      this.#kept.delete(path);
      this.#kept.set(path, fd);
    }
    return this.#reader === null || maySearch(this.#reader, fstatSync(fd)) ? fd : 'hidden';
  }

  /** Held anew, for a caller that closes it: of a path that ends in `..`, or is the root itself. */
  #again(path: string): Held | { why: PathProblem } {
    const folder = this.#folder(path);
    if (typeof folder === 'string') return { why: folder };
    const fd = openSync(`/proc/self/fd/${folder}`, O_PATH | constants.O_DIRECTORY);
    return { fd, stat: fstatSync(fd), path };
  }

  /** Closes the folders that were not used for longest. Between two walks only: a walk needs those it came through. */
  #trim(): void {
    for (const [path, fd] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) return;
      closeSync(fd);
      this.#kept.delete(path);
    }
  }
}

/** Null for what is no link any more. */
function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return null;
    throw error;
  }
}
