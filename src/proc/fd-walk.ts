import { type Dir, opendirSync, readlinkSync } from 'node:fs';
import { FdTally } from '../model/fd-tally.ts';
import { type FdLink, parseFdLink, unreadableLink } from './fd-link.ts';
import { linkName, socketName, unknownSocket, unlistedSocket } from './fd-names.ts';
import { FdTypesError } from './fd-types-error.ts';
import { readNetTables } from './net-tables.ts';
import { readFailure } from './tree.ts';

/** Sockets in no table are looked at once more, up to so many: a short-lived one may have been closed meanwhile. */
const MOST_CHECKED_AGAIN = 2_000;

/** Entries of a directory that the kernel is asked for at once. */
const BATCH = 1_024;

/** Reads fds of one process, link by link, and counts what they are. Sockets wait until nameSockets. */
export class FdWalk {
  readonly tally = new FdTally();
  /** fds read so far. */
  read = 0;
  /** Of those, sockets that are not named yet. */
  waiting = 0;

  readonly #procRoot: string;
  readonly #pid: number;
  readonly #directory: string;
  readonly #onStep: () => void;
  /** One fd of each socket that waits, by inode. */
  readonly #sockets = new Map<number, number>();
  /** How many fds more a socket has, by inode: few have any. */
  readonly #duplicates = new Map<number, number>();

  /** `onStep` is called after each fd read and each socket named. */
  constructor(procRoot: string, pid: number, onStep: () => void) {
    this.#procRoot = procRoot;
    this.#pid = pid;
    this.#directory = `${procRoot}/${pid}/fd`;
    this.#onStep = onStep;
  }

  /** The numbers of all open fds, as they are read from the directory, which need not fit in memory. */
  *list(): Generator<number> {
    const directory = this.#open();
    try {
      for (;;) {
        const entry = directory.readSync();
        if (entry === null) return;
        const fd = Number(entry.name);
        if (Number.isInteger(fd)) yield fd;
      }
    } catch (error) {
      // It ended meanwhile: what was read stands.
      if (readFailure(error) !== 'gone') throw error;
    } finally {
      directory.closeSync();
    }
  }

  /** Reads one fd; false when it is not open. */
  visit(fd: number): boolean {
    const link = this.#readLink(fd);
    if (link === null) return false;
    this.read += 1;
    if (link.kind === 'socket' && link.inode !== null) this.#await(link.inode, fd);
    else this.tally.add(linkName(link), fd);
    this.#onStep();
    return true;
  }

  /** Names the sockets that wait. `isAlive` tells whether the process is still there, and with it its tables. */
  nameSockets(isAlive: () => boolean): void {
    const isRead = readNetTables(this.#procRoot, this.#pid, this.#sockets, (inode, socket) => {
      this.tally.add(socketName(socket), this.#sockets.get(inode)!, this.#settle(inode));
      this.#onStep();
    });
    const isSure = isRead && isAlive();
    if (isSure && this.#sockets.size <= MOST_CHECKED_AGAIN) this.#dropClosed();
    for (const [inode, fd] of this.#sockets) {
      this.tally.add(isSure ? unlistedSocket : unknownSocket, fd, this.#settle(inode));
    }
    this.#sockets.clear();
  }

  #await(inode: number, fd: number): void {
    this.waiting += 1;
    if (!this.#sockets.has(inode)) this.#sockets.set(inode, fd);
    else this.#duplicates.set(inode, (this.#duplicates.get(inode) ?? 0) + 1);
  }

  /** The socket waits no longer. Returns how many fds it has. */
  #settle(inode: number): number {
    const fds = 1 + (this.#duplicates.get(inode) ?? 0);
    this.waiting -= fds;
    return fds;
  }

  /** Leaves out the sockets that were closed between the reading of their link and that of the tables. */
  #dropClosed(): void {
    for (const [inode, fd] of this.#sockets) {
      const link = this.#readLink(fd);
      if (link?.kind === 'socket' && link.inode === inode) continue;
      this.read -= this.#settle(inode);
      this.#sockets.delete(inode);
    }
  }

  /** Null when that fd is not open. */
  #readLink(fd: number): FdLink | null {
    try {
      return parseFdLink(readlinkSync(`${this.#directory}/${fd}`));
    } catch (error) {
      const failure = readFailure(error);
      if (failure === 'gone') return null;
      if (failure === 'permission') throw new FdTypesError('permission', this.#pid);
      return unreadableLink((error as NodeJS.ErrnoException).code);
    }
  }

  #open(): Dir {
    try {
      return opendirSync(this.#directory, { bufferSize: BATCH });
    } catch (error) {
      const failure = readFailure(error);
      if (failure === 'gone' || failure === 'permission') throw new FdTypesError(failure, this.#pid);
      throw error;
    }
  }
}
