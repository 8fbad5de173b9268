import { closeSync, openSync, readSync } from 'node:fs';
import { hasRead, reading } from '../platform/watched.ts';
import { livingStat, type ProcessStat, readStat } from './stat.ts';

/** A stat line is shorter: some 50 numbers and a name of 64 bytes at most. */
const buffer = Buffer.allocUnsafe(4096);

/**
 * Reads the stat of processes that are read again and again. It keeps the file open, so that a reading is one system
 * call in place of four; and an open file stays that of its process, whoever gets the pid next.
 */
export class StatReader {
  readonly #procRoot: string;
  readonly #most: number;
  readonly #files = new Map<number, number>();

  /** Holds `most` files at the most; further processes are read by path. */
  constructor(procRoot: string, most: number) {
    this.#procRoot = procRoot;
    this.#most = most;
  }

  /** As readStat. */
  read(pid: number): ProcessStat | null {
    const file = this.#files.get(pid) ?? this.#open(pid);
    if (file === undefined) return readStat(this.#procRoot, pid);
    try {
      reading(`${this.#procRoot}/${pid}`);
      return livingStat(buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0)));
    } catch {
      // ESRCH: the process is gone. Whether another has its pid now, the path tells.
      this.#close(pid);
      return readStat(this.#procRoot, pid);
    } finally {
      hasRead();
    }
  }

  /** Closes the files of all other processes. */
  keep(pids: ReadonlySet<number>): void {
    for (const pid of this.#files.keys()) if (!pids.has(pid)) this.#close(pid);
  }

  #open(pid: number): number | undefined {
    if (this.#files.size >= this.#most) return undefined;
    try {
      const file = openSync(`${this.#procRoot}/${pid}/stat`, 'r');
      this.#files.set(pid, file);
      return file;
    } catch {
      // The reading by path says what is wrong.
      return undefined;
    }
  }

  #close(pid: number): void {
    const file = this.#files.get(pid);
    if (file !== undefined) closeSync(file);
    this.#files.delete(pid);
  }
}
